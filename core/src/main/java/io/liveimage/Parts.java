package io.liveimage;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The components of a host in the order in which they start. The lock is held while one starts, so
 * that a stop never misses a component that is being added.
 */
final class Parts {
  private final ReentrantLock lock = new ReentrantLock();
  private final Map<String, Part> started = new LinkedHashMap<>();

  /** Returns the parts so that each comes after those it names; otherwise in the given order. */
  static List<Part> inOrder(List<Part> parts) {
    Map<String, Part> byName = new LinkedHashMap<>();
    parts.forEach(part -> byName.put(part.name(), part));
    parts.forEach(part -> requireKnown(part, byName.keySet()));
    Set<Part> ordered = new LinkedHashSet<>();
    parts.forEach(part -> visit(part, byName, ordered, new ArrayDeque<>()));
    return List.copyOf(ordered);
  }

  private static void visit(
      Part part, Map<String, Part> byName, Set<Part> ordered, Deque<String> path) {
    if (ordered.contains(part)) {
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
    ordered.add(part);
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

  /** Starts a part; when that fails its own stop is called, and the part is forgotten. */
  void start(Part part) {
    lock.lock();
    try {
      Set<String> known = new LinkedHashSet<>(started.keySet());
      known.add(part.name());
      requireKnown(part, known);
      requireNew(part);
      startOrStop(part);
      started.put(part.name(), part);
    } finally {
      lock.unlock();
    }
  }

  private void requireNew(Part part) {
    if (started.containsKey(part.name())) {
      throw new LifecycleException(
          "Component \"%s\" is registered already.".formatted(part.name()), null);
    }
  }

  private static void startOrStop(Part part) {
    try {
      part.receive(Part.Call.START);
    } catch (Exception | LinkageError | AssertionError | StackOverflowError e) {
      LifecycleException failure =
          new LifecycleException(
              "Component \"%s\" could not be started: %s".formatted(part.name(), e), e);
      stopAfter(part, failure);
      throw failure;
    }
  }

  private static void stopAfter(Part part, LifecycleException failure) {
    try {
      part.receive(Part.Call.STOP);
    } catch (Exception | LinkageError | AssertionError | StackOverflowError e) {
      failure.addSuppressed(e);
    }
  }

  /** Returns the started parts, last one first; waits for one that is being started. */
  List<Part> inReverse() {
    lock.lock();
    try {
      List<Part> parts = new ArrayList<>(started.values());
      Collections.reverse(parts);
      return parts;
    } finally {
      lock.unlock();
    }
  }
}
