package io.liveimage.examples.hello;

/** The smallest live image. */
public final class Hello {
  private Hello() {}

  /**
   * Starts the host.
   *
   * @param args not used
   */
  public static void main(String[] args) {}
}
