package io.liveimage.journal;

/** Tells that the bytes of a segment are not what was once written there. */
final class DamageException extends Exception {

  private static final long serialVersionUID = 1L;

  private final long offset;

  DamageException(String reason, long offset) {
    super(reason);
    this.offset = offset;
  }

  String reason() {
    return String.valueOf(getMessage());
  }

  /** Returns where in the file it begins. */
  long offset() {
    return offset;
  }
}
