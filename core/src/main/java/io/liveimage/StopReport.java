package io.liveimage;

import java.time.Duration;
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
 * @param steps what was done, in order
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
    List<Step> steps,
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
   * Copies the steps.
   *
   * @param name the host's name
   * @param pid the host's process id
   * @param requestedBy who asked first
   * @param outcome how it ended
   * @param steps what was done
   * @param generation the image that was written
   * @param saveFailure why the image could not be written
   * @param duration how long it took
   * @param exitCode the code the process ends with
   */
  public StopReport {
    steps = List.copyOf(steps);
  }

  static StopReport ofAbandonedStart(String name, PendingStop stop) {
    return withoutSteps(name, stop, Outcome.STOPPED, stop.request().exitCode());
  }

  /** The end of a host that never was up, for those who ask it to stop. */
  static StopReport ofFailedStart(String name) {
    StopRequest nobody = StopRequest.by("its failed start").withExitCode(ExitCodes.FAILED);
    return ofAbandonedStart(name, new PendingStop(nobody, false));
  }

  /** Returns whether this stop wrote no image for lack of one it could write. */
  boolean hasLostImage() {
    return saveFailure.isPresent();
  }

  static StopReport ofForcedStart(String name, PendingStop stop) {
    return withoutSteps(name, stop, Outcome.FORCED, ExitCodes.FORCED);
  }

  private static StopReport withoutSteps(
      String name, PendingStop stop, Outcome outcome, int exitCode) {
    return new StopReport(
        name,
        ProcessHandle.current().pid(),
        stop.request().requestedBy(),
        outcome,
        List.of(),
        OptionalLong.empty(),
        Optional.empty(),
        Duration.ofNanos(System.nanoTime() - stop.sinceNanos()),
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
}
