package io.liveimage;

import static java.util.Objects.requireNonNull;

/**
 * Something that went wrong in a host.
 *
 * @param origin what kind of thing it went wrong in
 * @param subject which one, such as the name of the thread or of the component
 * @param cause what went wrong
 */
public record HostError(Origin origin, String subject, Throwable cause) {
  /** What something went wrong in. */
  public enum Origin {
    /** A thread of the host ended with an exception that nobody caught. */
    THREAD,
    /** A component could not be started, drained, resumed or stopped. */
    COMPONENT,
    /** The image could not be saved. */
    IMAGE,
    /** A journal could not be written. */
    JOURNAL,
    /** The host's own code reported it by {@link Lifecycle#report(String, Throwable)}. */
    HOST
  }

  /**
   * Checks that nothing is null.
   *
   * @param origin what kind of thing it went wrong in
   * @param subject which one
   * @param cause what went wrong
   */
  public HostError {
    requireNonNull(origin, "origin");
    requireNonNull(subject, "subject");
    requireNonNull(cause, "cause");
  }
}
