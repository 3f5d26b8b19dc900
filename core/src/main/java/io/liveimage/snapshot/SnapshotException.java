package io.liveimage.snapshot;

import io.liveimage.local.OwnFiles;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Tells that an image could not be written, opened or read, or that a section could not be encoded
 * or decoded. The message names the file or the section, the reason and what can be done; what was
 * on disk before is still there.
 */
public class SnapshotException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /**
   * Makes an exception without a cause.
   *
   * @param message what failed, where and why
   */
  public SnapshotException(String message) {
    super(message);
  }

  /**
   * Makes an exception with a cause.
   *
   * @param message what failed, where and why; it is shown without the cause's own message
   * @param cause what was thrown underneath, or null if there is nothing
   */
  public SnapshotException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }

  static SnapshotException reading(Path path, IOException cause) {
    return new SnapshotException("Cannot read " + path + ": " + OwnFiles.reason(cause), cause);
  }
}
