package io.liveimage;

import java.time.Duration;
import java.util.List;

/**
 * How a host is: where it is in its life, and what its health checks found.
 *
 * @param state where the host is in its life
 * @param toldReady whether the host said that it is ready, see {@link Lifecycle#ready()}
 * @param findings what each check found
 */
public record HealthReport(Lifecycle.State state, boolean toldReady, List<Finding> findings) {

  /**
   * What one check found.
   *
   * @param name the component, the heartbeat or the check
   * @param kind what it is about
   * @param health what was found
   * @param duration how long it took
   */
  public record Finding(String name, HealthCheck.Kind kind, Health health, Duration duration) {}

  /**
   * Copies the findings.
   *
   * @param state where the host is in its life
   * @param toldReady whether the host said that it is ready
   * @param findings what each check found
   */
  public HealthReport {
    findings = List.copyOf(findings);
  }

  /**
   * Returns whether the host works: it is not stopped, and no check of liveness is down.
   *
   * @return false when only a restart of the process helps
   */
  public boolean isLive() {
    return state != Lifecycle.State.STOPPED && allUp(HealthCheck.Kind.LIVENESS);
  }

  /**
   * Returns whether the host can serve: it runs, said that it is ready, and no check is down.
   *
   * @return false when traffic should go elsewhere
   */
  public boolean isReady() {
    return state == Lifecycle.State.RUNNING
        && toldReady
        && isLive()
        && allUp(HealthCheck.Kind.READINESS);
  }

  private boolean allUp(HealthCheck.Kind kind) {
    return findings.stream()
        .filter(finding -> finding.kind() == kind)
        .allMatch(finding -> finding.health().isUp());
  }
}
