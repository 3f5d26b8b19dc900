package io.liveimage;

/** Waits that are short and have to come to their end: an interrupt is left for later. */
final class Patience {
  private Patience() {}

  /**
   * Something to wait for.
   *
   * @param <T> what comes of it
   * @param <E> what goes wrong with it
   */
  @FunctionalInterface
  interface Wait<T, E extends Exception> {
    T await() throws InterruptedException, E;
  }

  static <T, E extends Exception> T toTheEnd(Wait<T, E> wait) throws E {
    boolean interrupted = false;
    try {
      while (true) {
        try {
          return wait.await();
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
