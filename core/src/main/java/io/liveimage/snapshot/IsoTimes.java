package io.liveimage.snapshot;

import static java.time.ZoneOffset.UTC;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import org.jspecify.annotations.Nullable;

/**
 * The usual times as ISO 8601 writes them, several times as fast as the JDK's formatters, which ask
 * field by field what is expected. What is not as {@code toString()} writes it is nobody's here.
 */
final class IsoTimes {

  private static final int DATE_END = 10;
  private static final int SECOND_END = 19;
  private static final int NANO_DIGITS = 9;
  private static final Instant FIRST = LocalDateTime.of(0, 1, 1, 0, 0).toInstant(UTC);
  private static final Instant END = LocalDateTime.of(10_000, 1, 1, 0, 0).toInstant(UTC);

  private IsoTimes() {}

  /** Returns what {@link Instant#toString} does. */
  static String text(Instant instant) {
    if (instant.isBefore(FIRST) || !instant.isBefore(END)) {
      return instant.toString();
    }
    LocalDateTime time =
        LocalDateTime.ofEpochSecond(instant.getEpochSecond(), instant.getNano(), UTC);
    boolean endsWithMinute = time.getSecond() == 0 && time.getNano() == 0;
    return time + (endsWithMinute ? ":00Z" : "Z");
  }

  /** Returns the instant of a text like 2026-02-28T10:15:30.5Z; null of any other. */
  static @Nullable Instant instant(String text) {
    int last = text.length() - 1;
    if (last < SECOND_END || text.charAt(last) != 'Z' || !isTime(text, last)) {
      return null;
    }
    try {
      return dateTime(text, last).toInstant(UTC);
    } catch (DateTimeException e) {
      return null;
    }
  }

  /** Returns the date of a text like 2026-02-28; null of any other. */
  static @Nullable LocalDate date(String text) {
    if (text.length() != DATE_END || !isDate(text)) {
      return null;
    }
    try {
      return day(text);
    } catch (DateTimeException e) {
      return null;
    }
  }

  private static LocalDateTime dateTime(String text, int end) {
    LocalTime time =
        LocalTime.of(
            number(text, 11, 13), number(text, 14, 16), number(text, 17, 19), nano(text, end));
    return LocalDateTime.of(day(text), time);
  }

  private static LocalDate day(String text) {
    return LocalDate.of(number(text, 0, 4), number(text, 5, 7), number(text, 8, DATE_END));
  }

  private static int nano(String text, int end) {
    int value = end == SECOND_END ? 0 : number(text, SECOND_END + 1, end);
    for (int digits = Math.max(0, end - SECOND_END - 1); digits < NANO_DIGITS; digits++) {
      value *= 10;
    }
    return value;
  }

  private static boolean isDate(String text) {
    return areDigits(text, 0, 4)
        && text.charAt(4) == '-'
        && areDigits(text, 5, 7)
        && text.charAt(7) == '-'
        && areDigits(text, 8, DATE_END);
  }

  private static boolean isTime(String text, int end) {
    return isDate(text)
        && text.charAt(DATE_END) == 'T'
        && areDigits(text, 11, 13)
        && text.charAt(13) == ':'
        && areDigits(text, 14, 16)
        && text.charAt(16) == ':'
        && areDigits(text, 17, SECOND_END)
        && (end == SECOND_END || isFraction(text, end));
  }

  private static boolean isFraction(String text, int end) {
    int digits = end - SECOND_END - 1;
    return digits >= 1
        && digits <= NANO_DIGITS
        && text.charAt(SECOND_END) == '.'
        && areDigits(text, SECOND_END + 1, end);
  }

  private static boolean areDigits(String text, int from, int to) {
    for (int i = from; i < to; i++) {
      if (text.charAt(i) < '0' || text.charAt(i) > '9') {
        return false;
      }
    }
    return true;
  }

  private static int number(String text, int from, int to) {
    int value = 0;
    for (int i = from; i < to; i++) {
      value = value * 10 + text.charAt(i) - '0';
    }
    return value;
  }
}
