package io.liveimage;

/** A call that is waited for no more. Its text is all there is to say. */
final class GivenUpException extends Exception {
  private static final long serialVersionUID = 1L;

  GivenUpException(String reason) {
    super(reason, null, false, false);
  }

  @Override
  public String toString() {
    return String.valueOf(getMessage());
  }
}
