package io.liveimage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/** Signals to processes that tests start. */
final class Signals {
  private Signals() {}

  /**
   * A shell that starts a job in the background lets it ignore SIGINT, and so does nohup SIGHUP.
   */
  static void assumeThatTheyCanBeReset() throws Exception {
    boolean available =
        new ProcessBuilder("env", "--default-signal=INT", "true").start().waitFor() == 0;
    if (!"1".equals(System.getenv("LIVEIMAGE_CI"))) {
      assumeTrue(available, "env --default-signal needs GNU coreutils 8.31");
    }
    assertThat(available).as("env --default-signal works").isTrue();
  }
}
