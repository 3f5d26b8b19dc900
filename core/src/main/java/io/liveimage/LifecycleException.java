package io.liveimage;

import org.jspecify.annotations.Nullable;

/**
 * A host that cannot start, go on, or do what was asked of it. The message says what failed, where,
 * and what to do. When it leaves {@code main}, the process ends with its {@link #exitCode()}.
 */
public class LifecycleException extends RuntimeException {
  private static final long serialVersionUID = 1L;

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
   * Returns the code the process ends with when this failure leaves {@code main}.
   *
   * @return the exit code
   */
  public int exitCode() {
    return exitCode;
  }
}
