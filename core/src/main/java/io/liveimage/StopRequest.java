package io.liveimage;

import static java.util.Objects.requireNonNull;

/**
 * Who wants the host stopped, what becomes of its image, and the exit code when all goes well.
 *
 * @param requestedBy who asks, for the log and the report, such as {@code kill port, pid 15413
 *     (nc)}
 * @param image what becomes of the image
 * @param exitCode the exit code of a clean stop
 */
public record StopRequest(String requestedBy, Image image, int exitCode) {
  /** What a stop does about the image, from the most careful to the most insistent. */
  public enum Image {
    /** Save it; when that fails, the host goes on running. */
    SAVE,
    /** Save it; when that fails, stop all the same with {@link ExitCodes#NOT_SAVED}. */
    SAVE_IF_POSSIBLE,
    /** Do not save; the next start resumes from the previous image. */
    DISCARD
  }

  /**
   * Checks that nothing is null.
   *
   * @param requestedBy who asks
   * @param image what becomes of the image
   * @param exitCode the exit code of a clean stop
   */
  public StopRequest {
    requireNonNull(requestedBy, "requestedBy");
    requireNonNull(image, "image");
  }

  /**
   * Returns a request to save the image and stop; when it cannot be saved, the host goes on.
   *
   * @param requestedBy who asks
   * @return the request
   */
  public static StopRequest by(String requestedBy) {
    return new StopRequest(requestedBy, Image.SAVE, ExitCodes.CLEAN);
  }

  /**
   * Returns this request with a stop that happens even if the image cannot be saved.
   *
   * @return the request
   */
  public StopRequest insisting() {
    return new StopRequest(requestedBy, Image.SAVE_IF_POSSIBLE, exitCode);
  }

  /**
   * Returns this request with a stop that saves nothing.
   *
   * @return the request
   */
  public StopRequest discarding() {
    return new StopRequest(requestedBy, Image.DISCARD, exitCode);
  }

  /**
   * Returns this request with the exit code that asks the supervisor to start the process again,
   * {@link ExitCodes#RESTART}; see {@link Lifecycle#supervisor()}.
   *
   * @return the request
   */
  public StopRequest restarting() {
    return withExitCode(ExitCodes.RESTART);
  }

  /**
   * Returns this request with another exit code.
   *
   * @param code the exit code of a clean stop
   * @return the request
   */
  public StopRequest withExitCode(int code) {
    return new StopRequest(requestedBy, image, code);
  }
}
