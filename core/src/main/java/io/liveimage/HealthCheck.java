package io.liveimage;

/**
 * Asks something in the host how it is. Called on a thread of its own, never twice at the same
 * time, and given up after its time limit.
 */
@FunctionalInterface
public interface HealthCheck {
  /** What a check is about, and so who reacts when it is down. */
  enum Kind {
    /** Whether it works at all: when down, only a restart of the process helps. */
    LIVENESS,
    /** Whether it can serve now: when down, traffic should go elsewhere for a while. */
    READINESS
  }

  /**
   * Finds out.
   *
   * @return what was found
   * @throws Exception when it cannot be found out, which counts as down
   */
  Health check() throws Exception;
}
