package io.liveimage.journal;

import java.util.Comparator;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The name of a segment's file.
 *
 * @param timeline whose events it holds
 * @param first the number of its first event
 */
record SegmentName(long timeline, long first) implements Comparable<SegmentName> {
  private static final Pattern FILE = Pattern.compile("(\\d{4,18})-(\\d{12,18})\\.journal");
  private static final Comparator<SegmentName> ORDER =
      Comparator.comparingLong(SegmentName::timeline).thenComparingLong(SegmentName::first);

  /** Returns nothing for a file that no journal has written. */
  static Optional<SegmentName> parse(String file) {
    Matcher matcher = FILE.matcher(file);
    return matcher.matches()
        ? Optional.of(
            new SegmentName(Long.parseLong(matcher.group(1)), Long.parseLong(matcher.group(2))))
        : Optional.empty();
  }

  String file() {
    return "%04d-%012d.journal".formatted(timeline, first);
  }

  @Override
  public int compareTo(SegmentName other) {
    return ORDER.compare(this, other);
  }
}
