package io.liveimage;

import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The time a stop has. Its thread runs an action whenever that time is over, until it is closed.
 * The clock stands still while the image is written: a large one on a slow disk is not a hang.
 */
final class StopDeadline implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Lifecycle.class);

  private final Duration limit;
  private final Runnable overrun;
  private long remainingNanos;
  private long runningSince;
  private boolean paused;
  private boolean closed;

  StopDeadline(String name, Duration limit, Runnable overrun) {
    this.limit = limit;
    this.overrun = overrun;
    begin();
    start(new Thread(this::watch, "liveimage-deadline-" + name));
  }

  /** A process that has no thread left is a reason to stop it, without a deadline if need be. */
  private static void start(Thread thread) {
    thread.setDaemon(true);
    try {
      thread.start();
    } catch (OutOfMemoryError e) {
      log.error("There is no thread for {}: this stop has no deadline", thread.getName(), e);
    }
  }

  private void begin() {
    remainingNanos = limit.toNanos();
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
    closed = true;
    notifyAll();
  }

  /** The action has the lock, so that it never comes after {@link #pause} or {@link #close}. */
  private synchronized void watch() {
    try {
      while (isOver()) {
        begin();
        overrun.run();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private boolean isOver() throws InterruptedException {
    while (!closed && (paused || remaining() > 0)) {
      if (paused) {
        wait();
      } else {
        wait(Math.max(1, Duration.ofNanos(remaining()).toMillis()));
      }
    }
    return !closed;
  }

  private long remaining() {
    return paused ? remainingNanos : remainingNanos - (System.nanoTime() - runningSince);
  }
}
