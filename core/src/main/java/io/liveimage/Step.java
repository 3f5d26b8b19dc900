package io.liveimage;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * One step of a start, a stop, a restart or a save.
 *
 * @param phase its kind
 * @param subject the component, the section of the image, or the extension
 * @param bytes how much was written, for {@link Phase#SAVE}, or is in memory, for {@link
 *     Phase#CAPTURE}
 * @param begin when it began, since the whole began
 * @param duration how long it took
 * @param failure what went wrong, if something did
 */
public record Step(
    Phase phase,
    String subject,
    OptionalLong bytes,
    Duration begin,
    Duration duration,
    Optional<String> failure) {

  private static final Duration NOTICEABLE = Duration.ofMillis(100);

  /** The kinds of steps. */
  public enum Phase {
    /** The image is opened. */
    IMAGE,
    /** State is taken from the image. */
    RESTORE,
    /** A component is started. */
    START,
    /** An extension is opened. */
    OPEN,
    /** The host is not ready any more, and still serves. */
    DELAY,
    /** New work is refused, work in flight is finished. */
    DRAIN,
    /** State is captured: its component is held still. */
    CAPTURE,
    /** A section of the image is written. */
    SAVE,
    /** A section of an image is read and checked: what was written, or what a start opens. */
    VERIFY,
    /** New work is taken again: the image could not be saved, or a restart did not begin. */
    RESUME,
    /** A component is stopped. */
    STOP
  }

  /**
   * Returns whether a watcher is shown this step: a capture is only when it took long enough to be
   * noticed by whoever uses the component.
   *
   * @return true for every step of another phase
   */
  public boolean isNoticeable() {
    return phase != Phase.CAPTURE || duration.compareTo(NOTICEABLE) > 0;
  }

  /**
   * Returns the line a watcher sees for this step.
   *
   * @return the line, without its end
   */
  public String line() {
    String size = bytes.isPresent() ? Figures.bytes(bytes.getAsLong()) + "  " : "";
    String trouble = failure.map(reason -> "  failed: " + reason).orElse("");
    return "  %-6s %-10s %s%s%s"
        .formatted(Figures.lowerCase(phase), subject, size, Figures.duration(duration), trouble);
  }
}
