package io.liveimage;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Starts from one image that have failed, again and again in a short time.
 *
 * <p>A start has failed when it threw something that a person cannot simply correct, or when it has
 * vanished: nothing tells how long it lived, but one that began in the time that is looked at has
 * not lived longer than that. A failed start may have left an image, and then the next one is from
 * that: it counts as the same image, since what was wrong with it was carried over. A stop in order
 * ends a loop.
 *
 * @param failures the failed starts, oldest first
 * @param image the image where it began; empty when that was none
 */
record CrashLoop(List<PastStart> failures, OptionalLong image) {

  /**
   * When failed starts are a loop.
   *
   * @param starts how many there have to be
   * @param within in which time
   */
  record Measure(int starts, Duration within) {
    private static final int DEFAULT_STARTS = 3;
    private static final int DEFAULT_MINUTES = 10;
    private static final int DAY_MINUTES = 24 * 60;

    static Measure of(Settings settings) {
      return new Measure(
          number(settings, "liveimage.crashloop.starts", StartHistory.KEPT - 1, DEFAULT_STARTS),
          Duration.ofMinutes(
              number(settings, "liveimage.crashloop.minutes", DAY_MINUTES, DEFAULT_MINUTES)));
    }

    private static int number(Settings settings, String key, int max, int defaultValue) {
      return settings
          .parsed(key, "a number from 1 to " + max, text -> upTo(max, text))
          .orElse(defaultValue);
    }

    private static int upTo(int max, String text) {
      int number = Integer.parseInt(text);
      if (number < 1 || number > max) {
        throw new IllegalArgumentException(text);
      }
      return number;
    }

    /** Returns the loop that a start from an image would go on with. */
    Optional<CrashLoop> find(List<PastStart> past, OptionalLong image, Instant now) {
      OptionalLong origin = origin(past, image);
      List<PastStart> failures = new ArrayList<>();
      for (PastStart start : newestFirst(past)) {
        if (origin(past, start.image()).equals(origin)) {
          if (start.ending() == PastStart.Ending.STOPPED) {
            break;
          }
          if (start.isFailure() && isRecent(start, now)) {
            failures.add(0, start);
          }
        }
      }
      return failures.size() < starts
          ? Optional.empty()
          : Optional.of(new CrashLoop(failures, origin));
    }

    /** The clock may have been set back meanwhile: then nothing is known. */
    private boolean isRecent(PastStart start, Instant now) {
      return Duration.between(start.at(), now).abs().compareTo(within) <= 0;
    }

    /** Follows an image that a failed start has left to the image that start was from. */
    private static OptionalLong origin(List<PastStart> past, OptionalLong image) {
      OptionalLong origin = image;
      for (PastStart start : newestFirst(past)) {
        if (start.isFailure() && start.saved().isPresent() && start.saved().equals(origin)) {
          origin = start.image();
        }
      }
      return origin;
    }

    private static List<PastStart> newestFirst(List<PastStart> past) {
      List<PastStart> reversed = new ArrayList<>(past);
      Collections.reverse(reversed);
      return reversed;
    }
  }

  /** Returns such as {@code 3 starts from image 17 have failed in the last 25 s}. */
  String describe(Instant now) {
    String from = image.isPresent() ? "from image " + image.getAsLong() : "without an image";
    String starts = failures.size() == 1 ? "1 start %s has" : failures.size() + " starts %s have";
    return (starts + " failed in the last %s (%s)")
        .formatted(from, Figures.span(span(now)), endings());
  }

  private Duration span(Instant now) {
    return Duration.between(failures.get(0).at(), now).abs();
  }

  private String endings() {
    long failed =
        failures.stream().filter(each -> each.ending() == PastStart.Ending.FAILED).count();
    long vanished = failures.size() - failed;
    return vanished == 0
        ? failed + " with an exception"
        : vanished
            + " killed or halted"
            + (failed == 0 ? "" : ", " + failed + " with an exception");
  }
}
