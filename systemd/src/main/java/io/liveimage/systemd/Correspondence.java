package io.liveimage.systemd;

import io.liveimage.ExtensionContext;
import io.liveimage.Lifecycle;
import io.liveimage.LifecycleEvent;
import io.liveimage.LifecycleEvent.StartEnded;
import io.liveimage.LifecycleEvent.StopEnded;
import io.liveimage.LifecycleExtension.Opened;
import io.liveimage.LifecycleListener;
import io.liveimage.StopReport.Outcome;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * All that one host and systemd have to do with each other, from its start to its last words. Those
 * may come after this is closed.
 */
final class Correspondence implements Opened, LifecycleListener {
  private final Lifecycle lifecycle;
  private final Outbox outbox;
  private final Bulletin bulletin;
  private final Optional<Duration> watchdog;
  private final AtomicInteger openEnds = new AtomicInteger(2);

  private Correspondence(Lifecycle lifecycle, Outbox outbox, Optional<Duration> watchdog) {
    this.lifecycle = lifecycle;
    this.outbox = outbox;
    this.bulletin = new Bulletin(outbox, lifecycle::generation, System::nanoTime);
    this.watchdog = watchdog;
  }

  static Correspondence begin(Invitation invitation, ExtensionContext context) {
    Lifecycle lifecycle = context.lifecycle();
    Courier courier = new Courier(invitation.socket());
    courier.send(greeting(invitation));
    invitation
        .watchdog()
        .map(limit -> new Watchdog(limit, lifecycle::currentState, lifecycle::health, courier))
        .ifPresent(watchdog -> courier.beat(watchdog::beat));
    Correspondence begun = new Correspondence(lifecycle, courier, invitation.watchdog());
    lifecycle.addListener(begun);
    return begun;
  }

  private static Notice greeting(Invitation invitation) {
    Notice starting = Notice.status("Starting");
    return invitation.mainPid().isPresent()
        ? Notice.mainPid(invitation.mainPid().getAsLong()).and(starting)
        : starting;
  }

  @Override
  public String summary() {
    return watchdog
        .map(limit -> "systemd with a watchdog of " + Watchdog.text(limit))
        .orElse("systemd");
  }

  @Override
  public void on(LifecycleEvent event) {
    bulletin.on(event);
    if (isLast(event)) {
      endOne();
    }
  }

  private static boolean isLast(LifecycleEvent event) {
    return event instanceof StopEnded stop && stop.report().outcome() != Outcome.STILL_RUNNING
        || event instanceof StartEnded start && start.report().failure().isPresent();
  }

  @Override
  public void close() {
    endOne();
  }

  /** When it is closed and the last words are said; the rest of the process has the time again. */
  private void endOne() {
    if (openEnds.decrementAndGet() == 0) {
      lifecycle.removeListener(this);
      watchdog.ifPresent(limit -> outbox.send(Notice.live()));
      outbox.close();
    }
  }
}
