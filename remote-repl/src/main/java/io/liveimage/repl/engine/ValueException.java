package io.liveimage.repl.engine;

/** Tells why a value cannot be saved or restored; the message is shown to people, in a line. */
public final class ValueException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /**
   * Makes an exception without a cause.
   *
   * @param reason why, in the words of whoever typed the value
   */
  public ValueException(String reason) {
    super(reason);
  }

  /**
   * Makes an exception with a cause.
   *
   * @param reason why, in the words of whoever typed the value
   * @param cause what was thrown underneath
   */
  public ValueException(String reason, Throwable cause) {
    super(reason, cause);
  }

  String reason() {
    return String.valueOf(getMessage());
  }
}
