package io.liveimage.examples.hello;

/** A number that only grows. Thread-safe. */
public final class Counter {
  private int value;

  /**
   * Returns the number.
   *
   * @return how often it was incremented
   */
  public synchronized int value() {
    return value;
  }

  /**
   * Adds one.
   *
   * @return the new number
   */
  public synchronized int increment() {
    return ++value;
  }

  synchronized void restore(int saved) {
    value = saved;
  }
}
