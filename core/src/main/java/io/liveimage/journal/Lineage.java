package io.liveimage.journal;

import java.util.List;

/**
 * The timelines that continue one another, and whose events a journal has: those of the last one
 * come after those of the others.
 *
 * @param timelines their numbers, ascending; at least one
 */
public record Lineage(List<Long> timelines) {

  /**
   * Checks and copies the numbers.
   *
   * @param timelines their numbers
   * @throws IllegalArgumentException if there are none, or they do not ascend
   */
  public Lineage {
    timelines = List.copyOf(timelines);
    if (timelines.isEmpty() || !timelines.stream().sorted().distinct().toList().equals(timelines)) {
      throw new IllegalArgumentException("Not a line of timelines: " + timelines);
    }
  }

  /**
   * Returns the line that is one timeline.
   *
   * @param timeline its number
   * @return the line
   */
  public static Lineage of(long timeline) {
    return new Lineage(List.of(timeline));
  }

  /**
   * Returns the timeline that takes new events.
   *
   * @return its number
   */
  public long current() {
    return timelines.get(timelines.size() - 1);
  }

  boolean has(long timeline) {
    return timelines.contains(timeline);
  }
}
