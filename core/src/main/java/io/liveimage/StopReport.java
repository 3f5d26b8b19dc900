package io.liveimage;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What a stop did. Its texts are those a person at the kill port reads.
 *
 * @param name the host's name
 * @param pid the host's process id
 * @param requestedBy who asked first
 * @param outcome how it ended
 * @param beganAt when it was asked for, by the machine's clock
 * @param steps what was done, in the order in which it ended; independent components overlap
 * @param hanging what had not ended when it was forced, such as {@code stop http}; else empty
 * @param generation the image that was written, if one was
 * @param saveFailure why the image could not be written, if it could not
 * @param duration how long it took
 * @param exitCode the code the process ends with; meaningless for {@link Outcome#STILL_RUNNING}
 */
public record StopReport(
    String name,
    long pid,
    String requestedBy,
    Outcome outcome,
    Instant beganAt,
    List<Step> steps,
    List<String> hanging,
    OptionalLong generation,
    Optional<String> saveFailure,
    Duration duration,
    int exitCode) {

  /** How a stop ended. */
  public enum Outcome {
    /** The host is stopped. */
    STOPPED,
    /** The image could not be saved and nobody insisted: the host takes work again. */
    STILL_RUNNING,
    /** A step hung past the deadline; the process is halted. */
    FORCED
  }

  /**
   * Copies the lists.
   *
   * @param name the host's name
   * @param pid the host's process id
   * @param requestedBy who asked first
   * @param outcome how it ended
   * @param beganAt when it was asked for
   * @param steps what was done
   * @param hanging what had not ended when it was forced
   * @param generation the image that was written
   * @param saveFailure why the image could not be written
   * @param duration how long it took
   * @param exitCode the code the process ends with
   */
  public StopReport {
    steps = List.copyOf(steps);
    hanging = List.copyOf(hanging);
  }

  static StopReport ofAbandonedStart(String name, PendingStop stop) {
    return withoutSteps(name, stop, Outcome.STOPPED, List.of(), stop.request().exitCode());
  }

  /** The end of a host that never was up, for those who ask it to stop. */
  static StopReport ofFailedStart(String name) {
    StopRequest nobody = StopRequest.by("its failed start").withExitCode(ExitCodes.FAILED);
    return ofAbandonedStart(name, new PendingStop(nobody, false));
  }

  static StopReport ofForcedStart(String name, PendingStop stop) {
    return withoutSteps(name, stop, Outcome.FORCED, List.of("start"), ExitCodes.FORCED);
  }

  private static StopReport withoutSteps(
      String name, PendingStop stop, Outcome outcome, List<String> hanging, int exitCode) {
    Duration duration = Duration.ofNanos(System.nanoTime() - stop.sinceNanos());
    return new StopReport(
        name,
        ProcessHandle.current().pid(),
        stop.request().requestedBy(),
        outcome,
        Instant.now().minus(duration),
        List.of(),
        hanging,
        OptionalLong.empty(),
        Optional.empty(),
        duration,
        exitCode);
  }

  /**
   * Returns the first line a watcher of a stop sees.
   *
   * @param name the host's name
   * @param pid its process id
   * @param image what becomes of the image
   * @return the line, without its end
   */
  public static String headline(String name, long pid, StopRequest.Image image) {
    String what =
        image == StopRequest.Image.DISCARD
            ? "Shutting down without saving"
            : "Saving image and shutting down";
    return "%s %s (pid %s)".formatted(what, name, pid);
  }

  /**
   * Returns the last line a watcher of a stop sees.
   *
   * @return the line, without its end
   */
  public String conclusion() {
    return switch (outcome) {
      case STILL_RUNNING -> "Not stopped: %s. %s goes on running".formatted(failure(), name);
      case FORCED -> ending("forced to stop after");
      case STOPPED -> ending("stopped in");
    };
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

  private String ending(String how) {
    return "%s, %s %s, exit code %s"
        .formatted(imageLine(), how, Figures.duration(duration), exitCode);
  }

  private String imageLine() {
    if (generation.isPresent()) {
      return "Saved image " + generation.getAsLong();
    }
    return saveFailure.isPresent() ? "No image saved: " + failure() : "No image saved";
  }

  private String failure() {
    return saveFailure.orElse("the image could not be saved");
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
