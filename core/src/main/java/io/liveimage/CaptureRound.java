package io.liveimage;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Captures all states of a host, several at the same time, on threads of its own: a component that
 * cannot be held still costs a save its time limit, and no more.
 */
final class CaptureRound {
  private static final Logger log = LoggerFactory.getLogger(Lifecycle.class);
  private static final long LOOK_MILLIS = 50;

  private final Queue<Capture> waiting = new ConcurrentLinkedQueue<>();
  private final List<Capture> all = new ArrayList<>();
  private final boolean limited;

  /**
   * Makes a round.
   *
   * @param limited whether the components' time limits hold; a stop has its own
   */
  CaptureRound(List<Claim> claims, boolean limited) {
    claims.forEach(claim -> all.add(new Capture(claim)));
    waiting.addAll(all);
    this.limited = limited;
  }

  /**
   * Returns what was captured, in the order of the claims.
   *
   * @throws LifecycleException when one could not be captured; the others may still be at it
   */
  List<Captured> run() {
    int threads = Math.min(Runtime.getRuntime().availableProcessors(), all.size());
    for (int i = 0; i < threads; i++) {
      start("liveimage-capture-" + (i + 1));
    }
    List<Captured> captured = new ArrayList<>();
    try {
      all.forEach(capture -> captured.add(capture.await()));
    } finally {
      waiting.clear();
    }
    return captured;
  }

  /** Gives up what is captured on such threads, which never come back. */
  void giveUp(Predicate<Thread> which, String reason) {
    all.forEach(capture -> capture.giveUp(which, reason));
  }

  private void start(String name) {
    Thread thread = new Thread(new Errand(this::work), name);
    thread.setDaemon(true);
    try {
      thread.start();
    } catch (OutOfMemoryError e) {
      log.warn("There is no thread to capture state: a component that hangs is not noticed", e);
      work();
    }
  }

  private void work() {
    for (Capture next = waiting.poll(); next != null; next = waiting.poll()) {
      next.run();
    }
  }

  private final class Capture {
    private final Claim claim;
    private final CompletableFuture<Captured> result = new CompletableFuture<>();
    private volatile @Nullable Thread thread;
    private volatile long begin;

    Capture(Claim claim) {
      this.claim = claim;
    }

    void run() {
      begin = System.nanoTime();
      thread = Thread.currentThread();
      try {
        result.complete(Captured.from(claim));
      } catch (Exception | Error e) { // a full heap among them
        result.completeExceptionally(e);
      } finally {
        thread = null;
      }
    }

    void giveUp(Predicate<Thread> which, String reason) {
      Thread working = thread;
      if (working != null && which.test(working)) {
        result.completeExceptionally(
            new LifecycleException(
                "state \"%s\" could not be captured: what returns it %s"
                    .formatted(claim.name(), reason),
                null));
      }
    }

    Captured await() {
      return Patience.result(result, LOOK_MILLIS, this::requireWithinLimit);
    }

    private void requireWithinLimit() {
      Thread working = thread;
      Duration passed = Duration.ofNanos(System.nanoTime() - begin);
      if (limited && working != null && passed.compareTo(claim.limit()) > 0) {
        String place = TopFrames.of(working);
        working.interrupt();
        throw new LifecycleException(
            "state \"%s\" was not captured within %s: %s"
                .formatted(claim.name(), Figures.duration(claim.limit()), place),
            null);
      }
    }
  }
}
