package io.liveimage.killport;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/**
 * Threads that fill the heap with small objects and keep them. When there is no more memory each
 * waits for a moment, as a server's threads do between two requests, and tries again.
 */
final class HeapFiller {
  private static final int THREADS = 3;
  private static final long PAUSE_NANOS = 10_000_000;
  private static final byte[] FULL = "heap is full\n".getBytes();

  private HeapFiller() {}

  /** Returns never: the thread that calls would need memory to go on. */
  static void fillAndWait() {
    List<Thread> fillers = new ArrayList<>();
    for (int i = 0; i < THREADS; i++) {
      List<Object> hoard = new ArrayList<>(2_000_000);
      fillers.add(new Thread(() -> fillForEver(hoard), "filler " + i));
    }
    LockSupport.parkNanos(1);
    fillers.forEach(Thread::start);
    while (true) {
      LockSupport.park();
    }
  }

  private static void fillForEver(List<Object> hoard) {
    for (int failures = 0; ; failures++) {
      fill(hoard);
      LockSupport.parkNanos(PAUSE_NANOS);
      if (failures == 1) {
        System.out.write(FULL, 0, FULL.length);
        System.out.flush();
      }
    }
  }

  private static void fill(List<Object> hoard) {
    try {
      while (true) {
        hoard.add(new byte[16]);
      }
    } catch (OutOfMemoryError e) {
      // so it is
    }
  }
}
