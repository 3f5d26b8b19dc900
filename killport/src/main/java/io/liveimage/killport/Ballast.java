package io.liveimage.killport;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;

/**
 * Memory set aside for when the heap is full; used by the port's thread only. It is let go in
 * pieces, one at each failed allocation: the collection that such a failure causes serves first the
 * thread that failed.
 */
final class Ballast {
  private static final int PIECES = 4;
  // Just under a megabyte: the smallest region of a G1 heap, and so a whole one.
  private static final int PIECE_BYTES = 1_000_000;
  private static final long NANOS_TO_RECOVER = TimeUnit.SECONDS.toNanos(5);

  private final Deque<byte[]> pieces = new ArrayDeque<>(PIECES + 1);
  private long reserveAgainAt = System.nanoTime();

  Ballast() {
    reserve();
  }

  boolean isWhole() {
    return pieces.size() == PIECES;
  }

  void letGoOne() {
    pieces.poll();
    reserveAgainAt = System.nanoTime() + NANOS_TO_RECOVER;
  }

  void letGo() {
    pieces.clear();
    reserveAgainAt = System.nanoTime() + NANOS_TO_RECOVER;
  }

  /** Sets aside what is missing, when the heap had time to recover and has room. */
  void restore() {
    if (!isWhole() && System.nanoTime() - reserveAgainAt >= 0) {
      reserve();
    }
  }

  private void reserve() {
    try {
      while (!isWhole()) {
        pieces.add(new byte[PIECE_BYTES]);
      }
    } catch (OutOfMemoryError e) {
      letGoOne();
    }
  }
}
