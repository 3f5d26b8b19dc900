package io.liveimage.systemd;

import io.liveimage.Health;
import io.liveimage.HealthCheck.Kind;
import io.liveimage.HealthReport;
import io.liveimage.HealthReport.Finding;
import io.liveimage.Lifecycle.State;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells systemd that the host is live, as long as it is. A host that starts or stops is: what hangs
 * then has deadlines of its own. Not thread-safe.
 */
final class Watchdog {
  private static final Logger log = LoggerFactory.getLogger(SystemdExtension.class);

  /** How often systemd hears of a live host within its time. */
  private static final int SIGNS = 2;

  /** How often a host that is not live is asked within that time: it may recover. */
  private static final int QUESTIONS = 10;

  private final Duration limit;
  private final Supplier<State> state;
  private final Supplier<HealthReport> health;
  private final Outbox outbox;
  private boolean wasLive = true;

  Watchdog(Duration limit, Supplier<State> state, Supplier<HealthReport> health, Outbox outbox) {
    this.limit = limit;
    this.state = state;
    this.health = health;
    this.outbox = outbox;
  }

  /** Finds out how the host is, and returns when to do it again. */
  Duration beat() {
    List<Finding> down = down();
    boolean live = down.isEmpty();
    if (live) {
      outbox.send(Notice.live());
    }
    if (live != wasLive) {
      tellChange(down);
    }
    wasLive = live;
    return limit.dividedBy(live ? SIGNS : QUESTIONS);
  }

  private List<Finding> down() {
    if (state.get() != State.RUNNING) {
      return List.of();
    }
    try {
      return health.get().findings().stream()
          .filter(finding -> finding.kind() == Kind.LIVENESS && !finding.health().isUp())
          .toList();
    } catch (RuntimeException | Error e) {
      return List.of(
          new Finding("health", Kind.LIVENESS, Health.down(e.toString()), Duration.ZERO));
    }
  }

  private void tellChange(List<Finding> down) {
    if (down.isEmpty()) {
      log.info("Live again; the watchdog of systemd is told so");
      outbox.send(Notice.status("Running, live again"));
      return;
    }
    String what = down.stream().map(Watchdog::describe).collect(Collectors.joining("; "));
    log.warn("Not live, and systemd acts after {} without a sign of life: {}", text(limit), what);
    outbox.send(Notice.status("Not live: " + what));
  }

  /** Returns a time as the unit file has it, such as {@code 1.5 s}. */
  static String text(Duration limit) {
    return BigDecimal.valueOf(limit.toMillis(), 3).stripTrailingZeros().toPlainString() + " s";
  }

  private static String describe(Finding finding) {
    return finding.name() + ": " + finding.health().detail();
  }
}
