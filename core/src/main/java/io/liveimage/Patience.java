package io.liveimage;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Waits that have to come to their end: an interrupt is left for later. */
final class Patience {
  private Patience() {}

  /**
   * Something to wait for.
   *
   * @param <T> what comes of it
   * @param <E> what goes wrong with it
   */
  @FunctionalInterface
  interface Wait<T, E extends Exception> {
    T await() throws InterruptedException, E;
  }

  static <T, E extends Exception> T toTheEnd(Wait<T, E> wait) throws E {
    boolean interrupted = false;
    try {
      while (true) {
        try {
          return wait.await();
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /**
   * Waits for what another thread does, and looks every so often whether it may go on.
   *
   * @param look throws when it may not
   * @return what came of it; what went wrong is thrown as it is
   */
  static <T> T result(Future<T> work, long everyMillis, Runnable look) {
    try {
      return toTheEnd(() -> watched(work, everyMillis, look));
    } catch (ExecutionException e) {
      throw asThrown(e.getCause());
    }
  }

  private static <T> T watched(Future<T> work, long everyMillis, Runnable look)
      throws InterruptedException, ExecutionException {
    while (true) {
      try {
        return work.get(everyMillis, TimeUnit.MILLISECONDS);
      } catch (TimeoutException e) {
        look.run();
      }
    }
  }

  private static RuntimeException asThrown(@Nullable Throwable cause) {
    if (cause instanceof Error error) {
      throw error;
    }
    return cause instanceof RuntimeException known ? known : new IllegalStateException(cause);
  }
}
