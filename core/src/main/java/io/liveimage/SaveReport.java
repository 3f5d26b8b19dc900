package io.liveimage;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What a save of the running host did.
 *
 * @param requestedBy who asked for it
 * @param steps the sections that were written
 * @param generation the image that was written, if one was
 * @param failure why it could not be written, if it could not; the previous image is untouched
 * @param duration how long it took
 */
public record SaveReport(
    String requestedBy,
    List<Step> steps,
    OptionalLong generation,
    Optional<String> failure,
    Duration duration) {

  /**
   * Copies the steps.
   *
   * @param requestedBy who asked for it
   * @param steps the sections that were written
   * @param generation the image that was written
   * @param failure why it could not be written
   * @param duration how long it took
   */
  public SaveReport {
    steps = List.copyOf(steps);
  }

  /**
   * Returns what came of it, in one line.
   *
   * @return such as {@code Saved image 18 in 41 ms}
   */
  public String conclusion() {
    return failure
        .map(reason -> "Not saved: %s. The previous image is untouched".formatted(reason))
        .orElseGet(
            () ->
                "Saved image %s in %s"
                    .formatted(generation.orElseThrow(), Figures.duration(duration)));
  }

  /**
   * Returns {@link #conclusion()}, for the REPL and the log.
   *
   * @return the text
   */
  @Override
  public String toString() {
    return conclusion();
  }
}
