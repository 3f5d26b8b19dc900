package io.liveimage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** A call on a thread of its own. */
final class Background<T> {
  static final Duration LIMIT = Duration.ofSeconds(20);

  private final CompletableFuture<T> result = new CompletableFuture<>();
  private final Thread thread;

  private Background(Callable<T> call) {
    thread = new Thread(() -> run(call), "background");
    thread.setDaemon(true);
    thread.start();
  }

  static <T> Background<T> call(Callable<T> call) {
    return new Background<>(call);
  }

  static Background<Void> run(ThrowingRunnable code) {
    return new Background<>(
        () -> {
          code.run();
          return null;
        });
  }

  /** Waits for a latch, or fails the test. */
  static void awaitLatch(CountDownLatch latch) throws InterruptedException {
    assertThat(latch.await(LIMIT.toMillis(), TimeUnit.MILLISECONDS)).as("in time").isTrue();
  }

  private void run(Callable<T> call) {
    try {
      result.complete(call.call());
    } catch (Throwable e) {
      result.completeExceptionally(e);
    }
  }

  /** Returns when the call waits for somebody. */
  Background<T> awaitBlocked() {
    await("a call that waits")
        .atMost(LIMIT)
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(5))
        .until(this::isBlocked);
    return this;
  }

  private boolean isBlocked() {
    Thread.State state = thread.getState();
    return state == Thread.State.WAITING || state == Thread.State.BLOCKED;
  }

  boolean isDone() {
    return result.isDone();
  }

  T get() throws Exception {
    return result.get(LIMIT.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** Code that may throw anything checked. */
  @FunctionalInterface
  interface ThrowingRunnable {
    void run() throws Exception;
  }
}
