package io.liveimage.repl.engine;

import static java.util.Objects.requireNonNullElse;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Calls code that may never return: each call has its time, and all of them together have theirs. A
 * call that takes longer is interrupted and left to itself. For one thread.
 */
final class Patience implements AutoCloseable {
  static final Duration PER_CALL = Duration.ofSeconds(3);

  /** Less than what a save of a running host gives to the capture of a section. */
  static final Duration IN_ALL = Duration.ofSeconds(8);

  private final Duration perCall;
  private final long end;
  private final ClassLoader host;
  private ExecutorService worker = worker();
  private boolean interrupted;

  Patience(Duration perCall, Duration inAll, ClassLoader host) {
    this.perCall = perCall;
    this.end = System.nanoTime() + inAll.toNanos();
    this.host = host;
  }

  private static ExecutorService worker() {
    return Executors.newSingleThreadExecutor(
        work -> {
          Thread thread = new Thread(work, "liveimage-repl-values");
          thread.setDaemon(true);
          return thread;
        });
  }

  /**
   * Calls once.
   *
   * @throws ValueException when it takes too long or throws
   */
  <T> T call(Callable<T> work) {
    Duration left = Duration.ofNanos(end - System.nanoTime());
    if (left.isNegative()) {
      throw new ValueException("there was no time left for it");
    }
    Future<T> result =
        worker.submit(
            () -> {
              try (HostLoader ignored = HostLoader.enter(host)) {
                return work.call();
              }
            });
    return await(result, left.compareTo(perCall) < 0 ? left : perCall);
  }

  /** An interrupt of the caller is not meant for the values, and waits. */
  private <T> T await(Future<T> result, Duration limit) {
    long deadline = System.nanoTime() + limit.toNanos();
    while (true) {
      try {
        return result.get(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
      } catch (InterruptedException e) {
        interrupted = true;
      } catch (TimeoutException e) {
        worker.shutdownNow();
        worker = worker();
        throw new ValueException("it took longer than " + limit.toMillis() + " ms", e);
      } catch (ExecutionException e) {
        throw asThrown(requireNonNullElse(e.getCause(), e));
      }
    }
  }

  private static ValueException asThrown(Throwable cause) {
    return cause instanceof ValueException known
        ? known
        : new ValueException(Traces.headline(cause), cause);
  }

  /** Interrupts what still runs, and does not wait for it. */
  @Override
  public void close() {
    worker.shutdownNow();
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
