package io.liveimage;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The components of a host in the order in which they start. One thread at a time starts some, and
 * a stop waits for it, so that it never misses a component that is being added. Thread-safe; the
 * components are called without a lock.
 */
final class Parts {
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition idle = lock.newCondition();
  private final Map<String, Part> started = new LinkedHashMap<>();
  private @Nullable Thread starter;

  /** Returns the parts so that each comes after those it names; otherwise in the given order. */
  static List<Part> inOrder(List<Part> parts) {
    Map<String, Part> byName = new LinkedHashMap<>();
    parts.forEach(part -> byName.put(part.name(), part));
    parts.forEach(part -> requireKnown(part, byName.keySet()));
    Map<String, Part> ordered = new LinkedHashMap<>();
    parts.forEach(part -> visit(part, byName, ordered, new ArrayDeque<>()));
    return List.copyOf(ordered.values());
  }

  private static void visit(
      Part part, Map<String, Part> byName, Map<String, Part> ordered, Deque<String> path) {
    if (ordered.containsKey(part.name())) {
      return;
    }
    if (path.contains(part.name())) {
      throw cycle(part.name(), path);
    }
    path.addLast(part.name());
    byName.values().stream()
        .filter(other -> part.after().contains(other.name()))
        .forEach(other -> visit(other, byName, ordered, path));
    path.removeLast();
    ordered.put(part.name(), part);
  }

  private static LifecycleException cycle(String name, Deque<String> path) {
    List<String> names = new ArrayList<>(path);
    List<String> loop = new ArrayList<>(names.subList(names.indexOf(name), names.size()));
    loop.add(name);
    return LifecycleException.configuration(
        "Components wait for each other: %s (read -> as \"starts after\")."
            .formatted(String.join(" -> ", loop)));
  }

  private static void requireKnown(Part part, Set<String> known) {
    for (String other : part.after()) {
      if (!known.contains(other)) {
        throw LifecycleException.configuration(
            "Component \"%s\" is to start after \"%s\", which is not registered. Registered: %s."
                .formatted(
                    part.name(), other, known.isEmpty() ? "none" : String.join(", ", known)));
      }
    }
  }

  /**
   * Starts a part, if the host is open; when that fails its own stop is called, and the part is
   * forgotten. What a part registers in its own start goes with it and does not ask again.
   *
   * @return false when the host is not open; nothing is done then
   */
  boolean start(Part part, BooleanSupplier open) {
    if (isStartingHere()) {
      add(part);
      return true;
    }
    if (!enter(open)) {
      return false;
    }
    try {
      add(part);
    } finally {
      leave();
    }
    return true;
  }

  private boolean enter(BooleanSupplier open) {
    lock.lock();
    try {
      awaitIdle();
      starter = open.getAsBoolean() ? Thread.currentThread() : null;
      return starter != null;
    } finally {
      lock.unlock();
    }
  }

  private void leave() {
    lock.lock();
    try {
      starter = null;
      idle.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private void awaitIdle() {
    while (starter != null) {
      idle.awaitUninterruptibly();
    }
  }

  /** Returns the thread that is starting a part. */
  Optional<Thread> starter() {
    lock.lock();
    try {
      return Optional.ofNullable(starter);
    } finally {
      lock.unlock();
    }
  }

  /** Whether this thread is inside the start of a part, for which a stop waits. */
  boolean isStartingHere() {
    return starter().filter(thread -> thread == Thread.currentThread()).isPresent();
  }

  /** Waits no more for the part that is being started by such a thread, which never comes back. */
  void giveUpStartBy(Predicate<Thread> lost) {
    if (starter().filter(lost).isPresent()) {
      leave();
    }
  }

  private void add(Part part) {
    requireKnown(part, names());
    requireNew(part);
    startOrStop(part);
    lock.lock();
    try {
      started.put(part.name(), part);
    } finally {
      lock.unlock();
    }
  }

  private Set<String> names() {
    lock.lock();
    try {
      return new LinkedHashSet<>(started.keySet());
    } finally {
      lock.unlock();
    }
  }

  private void requireNew(Part part) {
    if (names().contains(part.name())) {
      throw new LifecycleException(
          "Component \"%s\" is registered already.".formatted(part.name()), null);
    }
  }

  private static void startOrStop(Part part) {
    try {
      part.receive(Part.Call.START);
    } catch (Exception | Error e) {
      LifecycleException failure =
          new LifecycleException(
              "Component \"%s\" could not be started: %s".formatted(part.name(), e), e);
      part.tryTo(Part.Call.STOP).ifPresent(failure::addSuppressed);
      throw failure;
    }
  }

  /** Returns the started parts, last one first; waits for one that is being started. */
  List<Part> inReverse() {
    lock.lock();
    try {
      awaitIdle();
      List<Part> parts = new ArrayList<>(started.values());
      Collections.reverse(parts);
      return parts;
    } finally {
      lock.unlock();
    }
  }
}
