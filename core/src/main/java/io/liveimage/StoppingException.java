package io.liveimage;

/** The host's code asked for something while the host is being stopped. */
final class StoppingException extends LifecycleException {
  private static final long serialVersionUID = 1L;

  StoppingException(String message) {
    super(message, null);
  }
}
