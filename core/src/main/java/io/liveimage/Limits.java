package io.liveimage;

import java.time.Duration;

/**
 * How long the calls of one component may take.
 *
 * @param start for its start, with the restore of its state
 * @param drain for its drain
 * @param stop for its stop
 */
record Limits(Duration start, Duration drain, Duration stop) {
  static final Duration NONE = Duration.ofNanos(Long.MAX_VALUE);
  static final Limits USUAL = new Limits(NONE, Duration.ofSeconds(10), Duration.ofSeconds(10));

  private static final Duration LONGEST = Duration.ofDays(1);

  static Duration requireUpToADay(Duration time) {
    if (time.isNegative() || time.compareTo(LONGEST) > 0) {
      throw new IllegalArgumentException("Expected a time up to a day but was " + time);
    }
    return time;
  }

  static Duration check(String what, Duration limit) {
    if (limit.isNegative() || limit.isZero() || limit.compareTo(LONGEST) > 0) {
      throw new IllegalArgumentException(
          "Expected a %s above zero and up to a day but was %s".formatted(what, limit));
    }
    return limit;
  }

  Duration of(Part.Call call) {
    return switch (call) {
      case START, RESUME -> start;
      case DRAIN -> drain;
      case STOP -> stop;
    };
  }

  Limits withStart(Duration limit) {
    return new Limits(limit, drain, stop);
  }

  Limits withDrain(Duration limit) {
    return new Limits(start, limit, stop);
  }

  Limits withStop(Duration limit) {
    return new Limits(start, drain, limit);
  }
}
