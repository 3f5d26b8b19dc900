package io.liveimage;

import io.liveimage.HealthReport.Finding;
import io.liveimage.LifecycleEvent.HealthChanged;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells the log and the listeners what went from up to down or back. */
final class HealthChanges {
  private static final Logger log = LoggerFactory.getLogger(Lifecycle.class);

  private final String host;
  private final Listeners listeners;

  HealthChanges(String host, Listeners listeners) {
    this.host = host;
    this.listeners = listeners;
  }

  /** Tells of a finding; the stack is of the thread it is about, or empty. */
  void tell(Finding finding, String stack) {
    String kind = Figures.lowerCase(finding.kind());
    Health health = finding.health();
    if (health.isUp()) {
      log.info("{}: {} of {} is up again{}", host, kind, finding.name(), because(health));
    } else {
      log.warn("{}: {} of {} is down{}{}", host, kind, finding.name(), because(health), stack);
    }
    listeners.tell(new HealthChanged(finding));
  }

  private static String because(Health health) {
    return health.detail().isEmpty() ? "" : ": " + health.detail();
  }
}
