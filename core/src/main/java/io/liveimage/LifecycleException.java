package io.liveimage;

import org.jspecify.annotations.Nullable;

/**
 * A host that cannot start, go on, or do what was asked of it. The message says what failed, where,
 * and what to do. When it leaves {@code main}, the process ends with its {@link #exitCode()}.
 */
public class LifecycleException extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private static final int FIRST_UNPRIVILEGED_PORT = 1024;

  /** The code of a process that ends with this failure. */
  private final int exitCode;

  /**
   * Creates a failure that ends an unguarded {@code main} with {@link ExitCodes#FAILED}.
   *
   * @param message what failed, where, and what to do
   * @param cause the reason, or null when the message says all
   */
  public LifecycleException(String message, @Nullable Throwable cause) {
    this(message, cause, ExitCodes.FAILED);
  }

  /**
   * Creates a failure with an exit code.
   *
   * @param message what failed, where, and what to do
   * @param cause the reason, or null when the message says all
   * @param exitCode one of {@link ExitCodes}, or the host's own
   */
  public LifecycleException(String message, @Nullable Throwable cause, int exitCode) {
    super(message, cause);
    this.exitCode = exitCode;
  }

  /**
   * Returns a failure that a person has to correct in the configuration first.
   *
   * @param message which setting, what was found, what is expected
   * @return the failure, with {@link ExitCodes#CONFIGURATION}
   */
  public static LifecycleException configuration(String message) {
    return new LifecycleException(message, null, ExitCodes.CONFIGURATION);
  }

  /**
   * Returns the failure of a listener whose port cannot be opened.
   *
   * @param listener what listens, such as {@code REPL}
   * @param port the port that was asked for
   * @param key the setting's key, such as {@code liveimage.repl.port}
   * @param reason what the system says
   * @return the failure, which says what may be the matter and what to set
   */
  public static LifecycleException cannotListen(
      String listener, int port, String key, Throwable reason) {
    String likely =
        port < FIRST_UNPRIVILEGED_PORT
            ? "Ports below 1024 need a privilege."
            : "Another process may hold it: see ss -ltnp 'sport = :" + port + "'.";
    return new LifecycleException(
        ("%s port %d cannot be opened on loopback (%s). %s Set %s (%s) to another port, 0 for any"
                + " free one, or off.")
            .formatted(
                listener, port, reason.getMessage(), likely, key, Settings.variableName(key)),
        null);
  }

  /**
   * Returns the code the process ends with when this failure leaves {@code main}.
   *
   * @return the exit code
   */
  public int exitCode() {
    return exitCode;
  }
}
