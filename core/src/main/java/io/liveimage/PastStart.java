package io.liveimage;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One start of a host, and what became of it: a line of text such as {@code 2026-11-21T13:10:22Z
 * pid 4242 from image 17: stopped, saved image 18}.
 *
 * @param at when it was
 * @param pid the process
 * @param image the image it was from, if there was one
 * @param ending what became of it
 * @param saved the last image it has saved, if it has
 */
record PastStart(Instant at, long pid, OptionalLong image, Ending ending, OptionalLong saved) {

  // Read without the formatters of java.time, which would cost each start some 15 ms.
  private static final Pattern LINE =
      Pattern.compile(
          "(\\d{4})-(\\d\\d)-(\\d\\d)T(\\d\\d):(\\d\\d):(\\d\\d)Z pid (?<pid>\\d{1,18})"
              + " from (image (?<image>\\d{1,18})|no image)"
              + "(: (?<ending>vanished|failed|refused|stopped)"
              + "(, saved image (?<saved>\\d{1,18}))?)?");

  /** What became of a start. */
  enum Ending {
    /** Nothing tells: the process lives, or was killed, or has halted itself. */
    VANISHED,
    /** It could not start, or its {@code main} died. */
    FAILED,
    /** It could not start, and the message said all, such as that a port is in use. */
    REFUSED,
    /** It was stopped in order. */
    STOPPED;

    static Ending of(Throwable failure) {
      return failure instanceof LifecycleException && failure.getCause() == null ? REFUSED : FAILED;
    }
  }

  static PastStart now(Instant now, OptionalLong image) {
    long pid = ProcessHandle.current().pid();
    return new PastStart(now, pid, image, Ending.VANISHED, OptionalLong.empty());
  }

  /** Returns what a line says; a torn one, or one that somebody has changed, says nothing. */
  static Optional<PastStart> parse(String line) {
    Matcher matcher = LINE.matcher(line.strip());
    try {
      return matcher.matches() ? Optional.of(read(matcher)) : Optional.empty();
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  private static PastStart read(Matcher line) {
    return new PastStart(
        time(line),
        Long.parseLong(line.group("pid")),
        number(line.group("image")),
        ending(line.group("ending")),
        number(line.group("saved")));
  }

  private static Instant time(Matcher line) {
    int[] part = new int[7];
    for (int i = 1; i < part.length; i++) {
      part[i] = Integer.parseInt(line.group(i));
    }
    return LocalDateTime.of(part[1], part[2], part[3], part[4], part[5], part[6])
        .toInstant(ZoneOffset.UTC);
  }

  private static OptionalLong number(@Nullable String digits) {
    return digits == null ? OptionalLong.empty() : OptionalLong.of(Long.parseLong(digits));
  }

  private static Ending ending(@Nullable String word) {
    return word == null ? Ending.VANISHED : Ending.valueOf(word.toUpperCase(Locale.ROOT));
  }

  PastStart withSaved(long generation) {
    return new PastStart(at, pid, image, ending, OptionalLong.of(generation));
  }

  PastStart ended(Ending how) {
    return new PastStart(at, pid, image, how, saved);
  }

  boolean isFailure() {
    return ending == Ending.VANISHED || ending == Ending.FAILED;
  }

  /** Returns the line without its end, to which an ending can be added later. */
  String beginning() {
    String from = image.isPresent() ? "image " + image.getAsLong() : "no image";
    return String.format(
        Locale.ROOT, "%1$tFT%1$tTZ pid %2$s from %3$s", at.atOffset(ZoneOffset.UTC), pid, from);
  }

  /** Returns the line. */
  @Override
  public String toString() {
    String left = saved.isPresent() ? ", saved image " + saved.getAsLong() : "";
    return beginning() + ": " + Figures.lowerCase(ending) + left;
  }
}
