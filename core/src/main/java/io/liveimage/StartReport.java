package io.liveimage;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What a start did.
 *
 * @param name the host's name
 * @param pid the host's process id
 * @param generation the image it started from, if there was one
 * @param steps what was done, in the order in which it ended; independent components overlap
 * @param duration how long it took
 * @param failure why it failed, if it did
 */
public record StartReport(
    String name,
    long pid,
    OptionalLong generation,
    List<Step> steps,
    Duration duration,
    Optional<String> failure) {

  /**
   * Copies the steps.
   *
   * @param name the host's name
   * @param pid the host's process id
   * @param generation the image it started from
   * @param steps what was done
   * @param duration how long it took
   * @param failure why it failed
   */
  public StartReport {
    steps = List.copyOf(steps);
  }
}
