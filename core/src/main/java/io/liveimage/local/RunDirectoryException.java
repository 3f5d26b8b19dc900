package io.liveimage.local;

import org.jspecify.annotations.Nullable;

/**
 * A run directory cannot be used: it is unsafe, is no directory, or cannot be created, locked,
 * written or cleaned. The message names the path, what was found, what is expected and the cure.
 */
public class RunDirectoryException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  RunDirectoryException(String message) {
    this(message, null);
  }

  RunDirectoryException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
