package io.liveimage.snapshot;

/**
 * Tells that an image directory is not what was once written there, so that reading it again cannot
 * help. What may help, such as a missing permission, is a {@link SnapshotException} instead.
 */
final class CorruptImageException extends Exception {

  private static final long serialVersionUID = 1L;

  CorruptImageException(String reason) {
    super(reason);
  }

  CorruptImageException(String reason, Throwable cause) {
    super(reason, cause);
  }

  String reason() {
    return String.valueOf(getMessage());
  }
}
