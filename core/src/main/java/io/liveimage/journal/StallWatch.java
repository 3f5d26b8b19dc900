package io.liveimage.journal;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** Looks now and then whether the disk still moves. */
final class StallWatch {
  private final Thread thread;
  private volatile boolean closed;

  StallWatch(Duration stall, Runnable check) {
    long pause = Math.max(1_000_000, stall.toNanos() / 4);
    this.thread = new Thread(() -> watch(pause, check), "liveimage-journals");
    thread.setDaemon(true);
    thread.start();
  }

  private void watch(long pause, Runnable check) {
    while (!closed) {
      LockSupport.parkNanos(this, pause);
      check.run();
    }
  }

  void close() {
    closed = true;
    LockSupport.unpark(thread);
  }
}
