package io.liveimage;

import io.liveimage.Part.Call;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;

/**
 * One call to several components: each when those it waits for have had theirs, independent ones at
 * the same time, every one on a thread of its own and within its limit. One that exceeds its limit
 * is interrupted and given up: the wave goes on without it.
 */
final class Wave {
  /** Makes the call; on the component's thread. */
  @FunctionalInterface
  interface Work {
    void on(Part part) throws Exception;
  }

  /** Watches the calls; on the thread that runs the wave. */
  interface Watcher {
    void began(Part part);

    void ended(PartCall call);
  }

  private final Call call;
  private final Work work;
  private final Watcher watcher;
  private final Map<Part, Set<Part>> waiting = new LinkedHashMap<>();
  private final Set<PartCall> running = new LinkedHashSet<>();
  private final long begin = System.nanoTime();
  private long nanosInAll = Long.MAX_VALUE;
  private BooleanSupplier mayBegin = () -> true;
  private boolean interrupted;

  /** Makes a wave over parts, each with those it waits for. */
  Wave(Call call, Map<Part, Set<Part>> parts, Work work, Watcher watcher) {
    this.call = call;
    this.work = work;
    this.watcher = watcher;
    parts.forEach((part, others) -> waiting.put(part, new LinkedHashSet<>(others)));
  }

  /** Gives up what has not ended after so much time. */
  Wave within(long nanos) {
    nanosInAll = nanos;
    return this;
  }

  /** Lets nobody begin any more as soon as this is false; what has begun may end. */
  Wave whileTrue(BooleanSupplier condition) {
    mayBegin = condition;
    return this;
  }

  /**
   * Runs until every part has had its call or was given up. An interrupt of this thread is passed
   * on to the calls, and found again afterwards.
   */
  void run() {
    begin(takeReady());
    while (isGoing()) {
      awaitEnded().forEach(this::end);
      begin(takeReady());
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void begin(List<PartCall> calls) {
    for (PartCall next : calls) {
      watcher.began(next.part());
      next.begin();
    }
  }

  private void end(PartCall ended) {
    watcher.ended(ended);
    release(ended.part());
  }

  private synchronized void release(Part part) {
    waiting.values().forEach(others -> others.remove(part));
  }

  private synchronized List<PartCall> takeReady() {
    if (!mayBegin.getAsBoolean()) {
      waiting.clear();
    }
    List<PartCall> ready = new ArrayList<>();
    waiting.forEach(
        (part, others) -> {
          if (others.isEmpty()) {
            ready.add(new PartCall(part, call, work, this));
          }
        });
    ready.forEach(next -> waiting.remove(next.part()));
    running.addAll(ready);
    return ready;
  }

  private synchronized boolean isGoing() {
    return !running.isEmpty();
  }

  private synchronized List<PartCall> awaitEnded() {
    List<PartCall> ended = takeEnded();
    while (ended.isEmpty()) {
      await();
      ended = takeEnded();
    }
    return ended;
  }

  private void await() {
    long nanos =
        running.stream()
            .mapToLong(each -> Math.min(nanosLeft(each), each.tellWhenSlow()))
            .min()
            .orElse(0);
    try {
      wait(Math.max(1, TimeUnit.NANOSECONDS.toMillis(nanos)));
    } catch (InterruptedException e) {
      interrupted = true;
      running.forEach(PartCall::interrupt);
    }
  }

  private List<PartCall> takeEnded() {
    running.stream()
        .filter(each -> !each.hasEnded() && nanosLeft(each) <= 0)
        .forEach(PartCall::overrun);
    List<PartCall> ended = running.stream().filter(PartCall::hasEnded).toList();
    running.removeAll(ended);
    return ended;
  }

  private long nanosLeft(PartCall each) {
    return Math.min(each.nanosLeft(), nanosInAll - (System.nanoTime() - begin));
  }

  /** Gives up what runs; what waits is called all the same. */
  synchronized void giveUp(Predicate<Thread> which, String reason) {
    running.stream()
        .filter(each -> !each.hasEnded() && each.runsOn(which))
        .forEach(each -> each.giveUp(reason));
  }

  /** Returns the calls that have not ended. */
  synchronized Collection<PartCall> running() {
    return List.copyOf(running);
  }
}
