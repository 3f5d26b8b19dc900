package io.liveimage;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What a start did.
 *
 * @param name the host's name
 * @param pid the host's process id
 * @param generation the image it started from, if there was one
 * @param beganAt when it began, by the machine's clock
 * @param steps what was done, in the order in which it ended; independent components overlap
 * @param duration how long it took
 * @param failure why it failed, if it did
 */
public record StartReport(
    String name,
    long pid,
    OptionalLong generation,
    Instant beganAt,
    List<Step> steps,
    Duration duration,
    Optional<String> failure) {

  /**
   * Copies the steps.
   *
   * @param name the host's name
   * @param pid the host's process id
   * @param generation the image it started from
   * @param beganAt when it began
   * @param steps what was done
   * @param duration how long it took
   * @param failure why it failed
   */
  public StartReport {
    steps = List.copyOf(steps);
  }

  /**
   * Returns the steps as lines with bars, for a log or a terminal: one line for each, in the order
   * in which they began, within 100 columns.
   *
   * @return the lines, without the end of the last one; empty when nothing was done
   */
  public String waterfall() {
    return Waterfall.of(steps, duration);
  }
}
