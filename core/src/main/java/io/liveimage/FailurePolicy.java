package io.liveimage;

import java.util.Arrays;

/** What a host does about a failure that nobody handles. */
public enum FailurePolicy {
  /** Counts it, tells its listeners, logs it, and goes on. */
  LOG,
  /**
   * Also stops, with the image saved if the host was ready, and exit code {@link ExitCodes#FAILED},
   * so that a supervisor starts the process again.
   */
  STOP;

  /** Reads a policy; not set it is {@link #LOG}. */
  static FailurePolicy of(Settings settings, String key) {
    return settings.parsed(key, "log or stop", FailurePolicy::parse).orElse(LOG);
  }

  private static FailurePolicy parse(String text) {
    return Arrays.stream(values())
        .filter(policy -> policy.setting().equals(text))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException(text));
  }

  /** Returns this policy as it is written in a setting. */
  String setting() {
    return Figures.lowerCase(this);
  }
}
