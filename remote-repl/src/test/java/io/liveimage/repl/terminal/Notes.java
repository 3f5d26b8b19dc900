package io.liveimage.repl.terminal;

/** A component as a host has it. */
public final class Notes {
  /** Returns how many there are. */
  public int size() {
    return 48_112;
  }

  /** Fails with some calls below the one that is made. */
  public void fail() {
    read();
  }

  private static void read() {
    throw new IllegalStateException("no such note", new RuntimeException("disk"));
  }
}
