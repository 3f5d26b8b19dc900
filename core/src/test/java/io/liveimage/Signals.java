package io.liveimage;

import io.liveimage.local.Requirement;

/** Signals to processes that tests start. */
final class Signals {
  private Signals() {}

  /**
   * A shell that starts a job in the background lets it ignore SIGINT, and so does nohup SIGHUP.
   */
  static void assumeThatTheyCanBeReset() throws Exception {
    boolean available =
        new ProcessBuilder("env", "--default-signal=INT", "true").start().waitFor() == 0;
    Requirement.require(available, "env --default-signal, of GNU coreutils 8.31");
  }
}
