package io.liveimage;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The time a stop has. Whenever it is over an action runs, until this is closed. The clock stands
 * still while the image is written: a large one on a slow disk is not a hang. Its thread is there
 * before a stop begins, since a process without threads or memory has to be stopped in time too.
 */
final class StopDeadline implements AutoCloseable {
  private final long limitNanos;
  private final Thread thread;
  private @Nullable Runnable overrun;
  private long remainingNanos;
  private long runningSince;
  private boolean paused;
  private boolean ended;

  StopDeadline(String name, Duration limit) {
    limitNanos = limit.toNanos();
    thread = new Thread(this::watch, "liveimage-deadline-" + name);
    thread.setDaemon(true);
  }

  /** Starts the thread that watches the time. */
  void prepare() {
    thread.start();
  }

  /** Lets the thread end; there will be no stop any more. */
  synchronized void dismiss() {
    ended = true;
    notifyAll();
  }

  /** Begins the time for something that ends when this is closed. */
  synchronized StopDeadline begin(Runnable atOverrun) {
    overrun = atOverrun;
    paused = false;
    beginAgain();
    notifyAll();
    return this;
  }

  private void beginAgain() {
    remainingNanos = limitNanos;
    runningSince = System.nanoTime();
  }

  synchronized void pause() {
    remainingNanos = remaining();
    paused = true;
  }

  synchronized void resume() {
    if (!paused) {
      return;
    }
    runningSince = System.nanoTime();
    paused = false;
    notifyAll();
  }

  @Override
  public synchronized void close() {
    overrun = null;
  }

  /** The action has the lock, so that it never comes after {@link #pause} or {@link #close}. */
  private synchronized void watch() {
    try {
      while (isOver()) {
        beginAgain();
        requireNonNull(overrun).run();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private boolean isOver() throws InterruptedException {
    while (!ended && (overrun == null || paused || remaining() > 0)) {
      if (overrun == null || paused) {
        wait();
      } else {
        wait(Math.max(1, TimeUnit.NANOSECONDS.toMillis(remaining())));
      }
    }
    return !ended;
  }

  private long remaining() {
    return paused ? remainingNanos : remainingNanos - (System.nanoTime() - runningSince);
  }
}
