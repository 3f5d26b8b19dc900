package io.liveimage.examples.hello;

import io.liveimage.Lifecycle;

/** The smallest live image: a counter that survives a stop, with a kill port and a REPL. */
public final class Hello {
  private Hello() {}

  /**
   * Starts the host; it runs until its kill port, a signal or {@code /stop} in the REPL stops it.
   *
   * @param args not used
   */
  public static void main(String[] args) {
    Lifecycle.builder()
        .name("hello")
        .state("counter", new Counter(), Integer.class, Counter::value, Counter::restore)
        .start();
  }
}
