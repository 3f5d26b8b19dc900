package io.liveimage.repl.terminal;

import io.liveimage.Lifecycle;
import io.liveimage.LifecycleEvent;
import io.liveimage.LifecycleEvent.StepDone;
import io.liveimage.LifecycleEvent.StepDone.Activity;
import io.liveimage.LifecycleEvent.StopEnded;
import io.liveimage.LifecycleListener;
import io.liveimage.StopReport;
import io.liveimage.StopRequest;
import io.liveimage.repl.session.Session;
import java.util.function.Consumer;

/**
 * The stop that a person asks for here. Its steps are told until the host is stopped, which closes
 * the connection, or goes on.
 */
final class WatchedStop implements AutoCloseable {
  private final Lifecycle lifecycle;
  private final Session session;
  private final Consumer<String> out;
  private final Consumer<StopReport> goesOn;
  private final LifecycleListener listener = this::on;
  private volatile boolean underWay;

  /**
   * Makes one that nobody has asked for yet.
   *
   * @param goesOn is called on the session's thread when the host was not stopped
   */
  WatchedStop(
      Lifecycle lifecycle, Session session, Consumer<String> out, Consumer<StopReport> goesOn) {
    this.lifecycle = lifecycle;
    this.session = session;
    this.out = out;
    this.goesOn = goesOn;
  }

  boolean isUnderWay() {
    return underWay;
  }

  void request(boolean discarding) {
    StopRequest request = StopRequest.by("REPL, " + session.peer());
    StopRequest wanted = discarding ? request.discarding() : request;
    out.accept(
        StopReport.headline(lifecycle.name(), ProcessHandle.current().pid(), wanted.image()));
    if (!underWay) {
      underWay = true;
      lifecycle.addListener(listener);
    }
    lifecycle.requestStop(wanted);
  }

  /** On the lifecycle's thread, which must not wait for a slow reader. */
  private void on(LifecycleEvent event) {
    if (event instanceof StepDone done
        && done.activity() == Activity.STOP
        && done.step().isNoticeable()) {
      session.execute(() -> out.accept(done.step().line()));
    } else if (event instanceof StopEnded ended) {
      session.execute(() -> end(ended.report()));
    }
  }

  private void end(StopReport report) {
    close();
    goesOn.accept(report);
  }

  @Override
  public void close() {
    underWay = false;
    lifecycle.removeListener(listener);
  }
}
