package io.liveimage.benchmarks;

import java.io.IOException;

/** The baseline: a {@code main} that logs one line, and exits when it is told to. */
final class BareHost {
  private BareHost() {}

  public static void main(String[] args) throws IOException {
    Benchmarked.begin();
    Benchmarked.runUntilTold();
    System.exit(0);
  }
}
