package io.liveimage.local;

/** A user or group was named that this machine does not have. */
public final class UnknownAccountException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  UnknownAccountException(String message) {
    super(message);
  }
}
