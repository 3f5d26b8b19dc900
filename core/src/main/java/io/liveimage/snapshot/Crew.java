package io.liveimage.snapshot;

import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The calling thread and those that help it during one write or one opening, as many as there are
 * processors. A thread is made when there is work for it; where none can be made, the calling
 * thread does all of it, since a host without threads must still be saved.
 *
 * <p>The first failure ends the work of all: who works asks {@link #requireUnbroken} as it goes.
 * Nobody interrupts a helper, because that would close the file it has open.
 */
final class Crew implements AutoCloseable {
  private static final int PROCESSORS = Runtime.getRuntime().availableProcessors();

  /** From here on the time on the disk is worth a thread, which costs about 0.1 ms. */
  private static final long WORTH_A_THREAD = 1024 * 1024;

  private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
  private final ThreadPoolExecutor helpers;

  /** One piece of work. */
  interface Work {
    void run() throws IOException, CorruptImageException;
  }

  /** Why work ended whose result nobody wants any more. */
  static final class Abandoned extends IOException {
    private static final long serialVersionUID = 1L;

    Abandoned() {
      super("given up, since another section failed");
    }
  }

  Crew(String name) {
    this(named(name));
  }

  Crew(ThreadFactory threads) {
    helpers =
        new ThreadPoolExecutor(
            0,
            PROCESSORS,
            1,
            TimeUnit.SECONDS,
            new SynchronousQueue<>(),
            threads,
            (work, all) -> work.run());
  }

  private static ThreadFactory named(String name) {
    var number = new AtomicInteger();
    return work -> {
      Thread thread = new Thread(work, name + "-" + number.incrementAndGet());
      thread.setDaemon(true);
      return thread;
    };
  }

  static boolean isWorthAThread(long bytes) {
    return bytes >= WORTH_A_THREAD;
  }

  /** Begins something beside the calling thread, or does it at once if all helpers are busy. */
  Future<?> begin(Work work) {
    FutureTask<Work> task =
        new FutureTask<>(
            () -> {
              work.run();
              return work;
            });
    try {
      helpers.execute(task);
    } catch (OutOfMemoryError e) { // also how the JVM says that there are no more threads
      task.run();
    }
    return task;
  }

  /**
   * Does all the works, in their order when nobody helps, and returns when no one works any more.
   */
  void doAll(Collection<? extends Work> works, int worthAThread)
      throws IOException, CorruptImageException {
    Queue<Work> queue = new ConcurrentLinkedQueue<>(works);
    List<Future<?>> helping = new ArrayList<>();
    for (int i = 1; i < Math.min(PROCESSORS, worthAThread); i++) {
      helping.add(begin(() -> work(queue)));
    }
    work(queue);
    awaitAll(helping);
    throwFailure();
  }

  private void work(Queue<Work> queue) {
    try {
      for (Work next = queue.poll(); next != null; next = queue.poll()) {
        requireUnbroken();
        next.run();
      }
    } catch (Exception | Error e) {
      fail(e);
    }
  }

  private void fail(Throwable reason) {
    Throwable first = failure.compareAndExchange(null, reason);
    if (first != null && first != reason && !isAbandoned(reason)) {
      first.addSuppressed(reason);
    }
  }

  private static boolean isAbandoned(Throwable reason) {
    return reason instanceof Abandoned || reason.getCause() instanceof Abandoned;
  }

  /** Fails when the work of all has failed already. */
  void requireUnbroken() throws IOException {
    if (failure.get() != null) {
      throw new Abandoned();
    }
  }

  private void awaitAll(List<Future<?>> helping) {
    for (Future<?> helper : helping) {
      settle(helper, () -> fail(new ClosedByInterruptException()));
    }
  }

  /** Waits for what was begun, whatever interrupts this thread: a file is open there. */
  static void settle(Future<?> begun, Runnable onInterrupt) {
    boolean interrupted = false;
    while (!begun.isDone()) {
      try {
        begun.get();
      } catch (InterruptedException e) {
        interrupted = true;
        onInterrupt.run();
      } catch (ExecutionException e) {
        continue; // it is done, and whoever asks for the result hears of it
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void throwFailure() throws IOException, CorruptImageException {
    Throwable reason = failure.get();
    if (reason != null) {
      rethrow(reason);
    }
  }

  /** Waits for what was begun. */
  static void await(Future<?> begun) throws IOException, CorruptImageException {
    try {
      begun.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ClosedByInterruptException();
    } catch (ExecutionException e) {
      rethrow(e.getCause() == null ? e : e.getCause());
    }
  }

  private static void rethrow(Throwable reason) throws IOException, CorruptImageException {
    if (reason instanceof IOException disk) {
      throw disk;
    } else if (reason instanceof CorruptImageException damage) {
      throw damage;
    } else if (reason instanceof Error error) {
      throw error;
    }
    throw reason instanceof RuntimeException known ? known : new IllegalStateException(reason);
  }

  /** Lets the helpers go. */
  @Override
  public void close() {
    helpers.shutdown();
  }
}
