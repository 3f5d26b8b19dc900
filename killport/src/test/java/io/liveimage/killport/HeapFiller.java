package io.liveimage.killport;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/** Threads that fill the heap with small objects up to the last byte, and keep them. */
final class HeapFiller {
  private static final int THREADS = 3;
  private static final byte[] FULL = "heap is full\n".getBytes(US_ASCII);

  private HeapFiller() {}

  /** Returns never: the thread that calls would need memory to go on. */
  static void fillAndWait() {
    List<Thread> fillers = new ArrayList<>();
    for (int i = 0; i < THREADS; i++) {
      List<Object> hoard = new ArrayList<>(2_000_000);
      fillers.add(new Thread(() -> fillAndKeep(hoard), "filler " + i));
    }
    fillers.forEach(Thread::start);
    while (true) {
      LockSupport.park();
    }
  }

  private static void fillAndKeep(List<Object> hoard) {
    try {
      while (true) {
        hoard.add(new byte[16]);
      }
    } catch (OutOfMemoryError e) {
      System.out.write(FULL, 0, FULL.length);
      System.out.flush();
    }
    while (!hoard.isEmpty()) {
      LockSupport.park();
    }
  }
}
