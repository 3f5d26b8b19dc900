package io.liveimage.repl.terminal;

/**
 * Ends what still prints when nobody is there to read it, as SIGPIPE ends a process: a {@code
 * PrintStream} would swallow an {@code IOException}, and a loop that prints would go on for ever.
 */
final class DisconnectedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  DisconnectedException() {
    super("The connection that this was printed to is closed");
  }
}
