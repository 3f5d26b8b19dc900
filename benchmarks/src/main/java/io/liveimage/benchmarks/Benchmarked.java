package io.liveimage.benchmarks;

import java.io.IOException;
import org.slf4j.LoggerFactory;

/** What a host under measurement says to the process that measures it. */
final class Benchmarked {
  static final String RUNNING = "@running";
  static final String STOPPING = "@stopping";
  static final int COMPONENTS = 10;

  private Benchmarked() {}

  /** Every host has a logger, and pays for it before anything else. */
  static void begin() {
    LoggerFactory.getLogger(Benchmarked.class).info("A host begins");
  }

  /** Tells that all is started, and returns when the host is to stop. */
  static void runUntilTold() throws IOException {
    tell(RUNNING);
    if (System.in.read() < 0) {
      Runtime.getRuntime().halt(1); // the measuring process is gone
    }
    tell(STOPPING);
  }

  @SuppressWarnings("SystemOut") // the log may have no provider
  private static void tell(String line) {
    System.out.println(line);
    System.out.flush();
  }
}
