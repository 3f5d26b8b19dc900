package io.liveimage.systemd;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * What systemd is told at once: assignments as sd_notify(3) names them.
 *
 * @param assignments such as {@code READY=1}
 */
record Notice(List<String> assignments) {
  private static final String STATUS = "STATUS=";

  /** In 3 bytes each still below the 4,096 at which systemd drops a notice. */
  private static final int LONGEST_STATUS = 1_000;

  static Notice of(String assignment) {
    return new Notice(List.of(assignment));
  }

  static Notice status(String text) {
    return of(STATUS + oneLine(text));
  }

  static Notice ready(String text) {
    return of("READY=1").and(status(text));
  }

  static Notice stopping(String text) {
    return of("STOPPING=1").and(status(text));
  }

  /** The time is for {@code Type=notify-reload}, which compares it with its own. */
  static Notice reloading(long monotonicNanos, String text) {
    long micros = TimeUnit.NANOSECONDS.toMicros(monotonicNanos);
    return of("RELOADING=1").and(of("MONOTONIC_USEC=" + micros)).and(status(text));
  }

  static Notice live() {
    return of("WATCHDOG=1");
  }

  static Notice extendTimeout(Duration time) {
    return of("EXTEND_TIMEOUT_USEC=" + TimeUnit.NANOSECONDS.toMicros(time.toNanos()));
  }

  static Notice mainPid(long pid) {
    return of("MAINPID=" + pid);
  }

  Notice and(Notice more) {
    return new Notice(Stream.of(this, more).flatMap(each -> each.assignments.stream()).toList());
  }

  /** Whether nobody misses this one when a later one has a status too. */
  boolean isReplacedBy(Notice later) {
    return assignments.stream().allMatch(Notice::isStatus)
        && later.assignments.stream().anyMatch(Notice::isStatus);
  }

  private static boolean isStatus(String assignment) {
    return assignment.startsWith(STATUS);
  }

  private static String oneLine(String text) {
    String line = text.replaceAll("\\s*\\R\\s*", " ").replaceAll("\\p{Cntrl}", "?");
    return line.length() <= LONGEST_STATUS ? line : line.substring(0, LONGEST_STATUS) + "...";
  }

  byte[] bytes() {
    return String.join("\n", assignments).getBytes(UTF_8);
  }
}
