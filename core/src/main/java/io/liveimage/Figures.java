package io.liveimage;

import java.time.Duration;
import java.util.Locale;

/** Figures as a person reads them, with ASCII digits in every locale. */
final class Figures {
  private static final String[] UNITS = {"B", "kB", "MB", "GB", "TB"};
  private static final double ROUNDED_TO_THOUSAND = 999.5;
  private static final double ROUNDED_TO_HUNDRED = 99.95;

  private Figures() {}

  static String bytes(long bytes) {
    double value = bytes;
    int unit = 0;
    while (value >= ROUNDED_TO_THOUSAND && unit < UNITS.length - 1) {
      value /= 1000;
      unit++;
    }
    boolean whole = unit == 0 || value >= ROUNDED_TO_HUNDRED;
    return (whole ? String.valueOf(Math.round(value)) : tenths(value)) + " " + UNITS[unit];
  }

  /** Not by {@code String.format}, which loads what it knows of locales, in every stop. */
  private static String tenths(double value) {
    long tenths = Math.round(value * 10);
    return tenths / 10 + "." + tenths % 10;
  }

  static String duration(Duration duration) {
    long millis = duration.toMillis();
    if (millis < 1000) {
      return millis + " ms";
    }
    return duration.toMinutes() < 1
        ? tenths(millis / 1000.0) + " s"
        : "%s min %s s".formatted(duration.toMinutes(), duration.toSecondsPart());
  }

  /** Returns a time span in its two largest units, such as {@code 3 d 2 h}. */
  static String span(Duration span) {
    if (span.toDays() > 0) {
      return "%s d %s h".formatted(span.toDays(), span.toHoursPart());
    }
    if (span.toHours() > 0) {
      return "%s h %s min".formatted(span.toHours(), span.toMinutesPart());
    }
    return span.toMinutes() > 0 ? span.toMinutes() + " min" : span.toSeconds() + " s";
  }

  static String lowerCase(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }
}
