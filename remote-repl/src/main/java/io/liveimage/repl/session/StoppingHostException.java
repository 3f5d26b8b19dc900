package io.liveimage.repl.session;

/** An evaluation that came too late: the host is being stopped, its image may be saved already. */
public final class StoppingHostException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** What the person at the prompt is told. */
  private final String reason;

  StoppingHostException(String reason) {
    super(reason);
    this.reason = reason;
  }

  /**
   * Returns what the person at the prompt is told.
   *
   * @return a sentence
   */
  public String reason() {
    return reason;
  }
}
