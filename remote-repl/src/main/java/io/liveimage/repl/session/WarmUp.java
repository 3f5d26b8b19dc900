package io.liveimage.repl.session;

import java.util.Locale;

/** When the REPL gets ready for an evaluation; opening it costs a second of processor time. */
public enum WarmUp {
  /** Once the host runs, in the background. */
  IDLE,
  /** When the first session begins. */
  ACCEPT,
  /** When it is needed: at the first evaluation. */
  OFF;

  /** The values of the setting, for a person. */
  public static final String EXPECTED = "idle, accept or off";

  /**
   * Reads a setting.
   *
   * @param text one of {@link #EXPECTED}
   * @return what it says
   * @throws IllegalArgumentException when it is something else
   */
  public static WarmUp parse(String text) {
    for (WarmUp each : values()) {
      if (each.name().toLowerCase(Locale.ROOT).equals(text)) {
        return each;
      }
    }
    throw new IllegalArgumentException(text);
  }
}
