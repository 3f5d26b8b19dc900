package io.liveimage.killport;

import java.util.Arrays;
import java.util.Locale;

/** What a proved client has to do to stop the host. */
enum Trigger {
  /** Connect, and stay silent for the time to cancel. */
  CONNECT,
  /** Type {@code stop}. */
  LINE;

  static final String EXPECTED = "connect or line";

  /**
   * Reads the setting.
   *
   * @throws IllegalArgumentException for any other text
   */
  static Trigger parse(String text) {
    return Arrays.stream(values())
        .filter(each -> each.name().toLowerCase(Locale.ROOT).equals(text))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException(text));
  }
}
