package io.liveimage.snapshot;

import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Calls what needs more of the stack than the calling thread has. */
final class DeepStack {
  private static final long BYTES = 1L << 30; // of addresses; memory only as far as it is used

  private DeepStack() {}

  /**
   * Calls something on a thread of its own, and waits for it whatever interrupts the calling one.
   *
   * @return what it returned; empty if even that stack is too small, or there is no such thread
   */
  static <T> Optional<T> call(Supplier<T> work) {
    FutureTask<T> task = new FutureTask<>(work::get);
    Thread thread = new Thread(null, task, "liveimage-deep-stack", BYTES);
    thread.setDaemon(true);
    try {
      thread.start();
    } catch (OutOfMemoryError e) {
      return Optional.empty();
    }
    return result(task);
  }

  private static <T> Optional<T> result(FutureTask<T> task) {
    boolean interrupted = false;
    try {
      while (true) {
        try {
          return Optional.of(task.get());
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
    } catch (ExecutionException e) {
      return rethrown(e.getCause());
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private static <T> Optional<T> rethrown(@Nullable Throwable failure) {
    if (failure instanceof StackOverflowError) {
      return Optional.empty();
    } else if (failure instanceof Error error) {
      throw error;
    } else if (failure instanceof RuntimeException known) {
      throw known;
    }
    throw new IllegalStateException(failure);
  }
}
