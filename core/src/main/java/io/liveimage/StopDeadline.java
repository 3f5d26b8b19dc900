package io.liveimage;

import java.time.Duration;

/**
 * The time a stop has. Its thread runs an action once when the time is over, unless it is closed
 * before. The clock stands still while the image is written: a large one on a slow disk is not a
 * hang.
 */
final class StopDeadline implements AutoCloseable {
  private final Runnable overrun;
  private long remainingNanos;
  private long runningSince;
  private boolean paused;
  private boolean closed;

  StopDeadline(String name, Duration limit, Runnable overrun) {
    this.overrun = overrun;
    this.remainingNanos = limit.toNanos();
    this.runningSince = System.nanoTime();
    Thread thread = new Thread(this::watch, "liveimage-deadline-" + name);
    thread.setDaemon(true);
    thread.start();
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

  private void watch() {
    try {
      if (isOver()) {
        overrun.run();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private synchronized boolean isOver() throws InterruptedException {
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
