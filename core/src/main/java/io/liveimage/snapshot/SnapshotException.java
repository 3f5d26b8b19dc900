package io.liveimage.snapshot;

import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
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
    return new SnapshotException("Cannot read " + path + ": " + reason(cause), cause);
  }

  /** Says in words what the JDK says by the class of a file exception, whose message is a path. */
  static String reason(IOException failure) {
    if (failure instanceof AccessDeniedException) {
      return "permission denied";
    } else if (failure instanceof NoSuchFileException) {
      return "it does not exist";
    } else if (failure instanceof FileAlreadyExistsException) {
      return "it exists already";
    } else if (failure instanceof NotDirectoryException) {
      return "it is not a directory";
    } else if (failure instanceof DirectoryNotEmptyException) {
      return "it is not empty";
    } else if (failure instanceof ClosedByInterruptException) {
      return "the thread was interrupted";
    }
    String message =
        failure instanceof FileSystemException file ? file.getReason() : failure.getMessage();
    return message == null ? failure.toString() : message;
  }
}
