package io.liveimage.killport;

import java.util.ArrayList;
import java.util.List;

/** Threads that fill the heap with small objects, and go on when there is no more memory. */
final class HeapFiller {
  private static final int THREADS = 3;

  private static final List<List<Object>> hoards = new ArrayList<>();

  private HeapFiller() {}

  static void begin() {
    for (int i = 0; i < THREADS; i++) {
      List<Object> hoard = new ArrayList<>(2_000_000);
      hoards.add(hoard);
      Thread filler = new Thread(() -> fill(hoard), "filler " + i);
      filler.setDaemon(true);
      filler.start();
    }
  }

  private static void fill(List<Object> hoard) {
    boolean told = false;
    while (true) {
      try {
        hoard.add(new byte[16]);
      } catch (OutOfMemoryError e) {
        if (!told) {
          told = true;
          tell();
        }
      }
    }
  }

  private static void tell() {
    try {
      System.out.println("heap is full");
    } catch (OutOfMemoryError e) {
      // told as far as there was memory
    }
  }
}
