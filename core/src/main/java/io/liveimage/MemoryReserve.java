package io.liveimage;

import org.jspecify.annotations.Nullable;

/**
 * Memory that is set aside when a host starts and given back when its stop begins, so that a host
 * whose heap is full can still be saved. Other threads may take it first: nothing may depend on it.
 */
final class MemoryReserve {
  private static final int CHUNKS = 8;
  private static final int CHUNK_BYTES = 256 * 1024; // no humongous object in the smallest regions
  private static final int PROBE_BYTES = 64 * 1024;

  private static volatile byte @Nullable [] probe;

  private volatile byte @Nullable [][] chunks = allocate();

  private static byte[][] allocate() {
    return new byte[CHUNKS][CHUNK_BYTES];
  }

  void release() {
    chunks = null;
  }

  /** Sets memory aside again; without success if there is none. */
  void fill() {
    try {
      chunks = allocate();
    } catch (OutOfMemoryError e) {
      chunks = null; // it is needed elsewhere already
    }
  }

  /** Whether the process has no memory left, or no thread. */
  static boolean isExhausted() {
    try {
      probe = new byte[PROBE_BYTES];
      probe = null;
      new Thread("liveimage-probe").start();
      return false;
    } catch (OutOfMemoryError e) {
      return true;
    }
  }
}
