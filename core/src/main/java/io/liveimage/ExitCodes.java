package io.liveimage;

/**
 * The exit codes of a live image. 70 to 78 follow {@code sysexits.h}, so that supervisors and
 * scripts can tell them from the host's own.
 */
public final class ExitCodes {
  /** A clean stop, whoever asked for it. */
  public static final int CLEAN = 0;

  /** The start failed, or {@code main} ended with an exception. */
  public static final int FAILED = 1;

  /** The stop hung past its deadline and the process was halted ({@code EX_SOFTWARE}). */
  public static final int FORCED = 70;

  /** The image could not be written; the previous one is untouched ({@code EX_IOERR}). */
  public static final int NOT_SAVED = 74;

  /** The process ends to be started again by its supervisor ({@code EX_TEMPFAIL}). */
  public static final int RESTART = 75;

  /** A setting or the run directory has to be corrected by hand first ({@code EX_CONFIG}). */
  public static final int CONFIGURATION = 78;

  private ExitCodes() {}
}
