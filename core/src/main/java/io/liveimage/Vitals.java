package io.liveimage;

import io.liveimage.HealthCheck.Kind;
import io.liveimage.HealthReport.Finding;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/** How a host is: what its checks find, and its heartbeats. */
record Vitals(StateMachine machine, HealthChecks checks, Heartbeats heartbeats) {
  static final String TIMEOUT = "liveimage.health.timeout";
  static final String WATCHDOG = "liveimage.watchdog";

  private static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(1);

  /** Returns how long a check may take. */
  static Duration timeout(Settings settings) {
    return settings.duration(TIMEOUT).orElse(DEFAULT_TIMEOUT);
  }

  /** Asks what can be asked in this state of the host: one that starts or stops is not ready. */
  List<Finding> findings() {
    return switch (machine.current()) {
      case STARTING -> heartbeats.findings();
      case RUNNING -> both(checks.ask(kind -> true));
      case DRAINING, SAVING -> both(checks.ask(kind -> kind == Kind.LIVENESS));
      case NEW, STOPPING, STOPPED -> List.of();
    };
  }

  private List<Finding> both(List<Finding> found) {
    return Stream.concat(found.stream(), heartbeats.findings().stream()).toList();
  }

  void end() {
    checks.end();
    heartbeats.end();
  }
}
