package io.liveimage;

import io.liveimage.Lifecycle.State;
import io.liveimage.LifecycleEvent.StopBegan;
import io.liveimage.LifecycleEvent.StopEnded;
import io.liveimage.StopReport.Outcome;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The thread that owns the end of a host: it keeps the process alive while the host runs, carries
 * out stops, and ends the process when it owns that.
 */
final class Keeper {
  private static final Logger log = LoggerFactory.getLogger(Lifecycle.class);

  private final Host host;
  private final Duration stopTimeout;
  private final boolean ownsProcess;
  private final StopDesk desk = new StopDesk();
  private final CompletableFuture<StopReport> stopped = new CompletableFuture<>();
  private final Thread thread;
  private volatile @Nullable StopSequence sequence;
  private volatile ProcessTies ties = ProcessTies.NONE;

  Keeper(Host host, Duration stopTimeout, boolean ownsProcess) {
    this.host = host;
    this.stopTimeout = stopTimeout;
    this.ownsProcess = ownsProcess;
    this.thread = new Thread(this::keep, "liveimage-" + host.name());
    thread.setDaemon(!ownsProcess);
  }

  void begin() {
    thread.start();
  }

  void tie(ProcessTies process) {
    ties = process;
  }

  /** The start failed: without a stop that somebody asked for meanwhile, nothing is left to do. */
  void dismiss() {
    desk.close();
    if (desk.pending().isEmpty()) {
      ties.cut();
    }
  }

  CompletableFuture<StopReport> stopped() {
    return stopped;
  }

  Optional<PendingStop> pending() {
    return desk.pending();
  }

  CompletableFuture<StopReport> request(StopRequest request, boolean exits) {
    if (stopped.isDone()) {
      return stopped;
    }
    log.info("Stop of {} asked by {}", host.name(), request.requestedBy());
    return desk.submit(request, exits).result();
  }

  boolean isThisThread() {
    return Thread.currentThread() == thread;
  }

  /** Whether code that a stop calls has called {@code System.exit}, which waits for that stop. */
  boolean isInsideExit() {
    for (StackTraceElement frame : thread.getStackTrace()) {
      if (frame.getClassName().equals("java.lang.Shutdown")) {
        return true;
      }
    }
    return false;
  }

  private void keep() {
    try {
      Optional<PendingStop> stop = desk.await();
      while (stop.isPresent() && carryOut(stop.get()) == Outcome.STILL_RUNNING) {
        stop = desk.await();
      }
    } catch (InterruptedException e) {
      log.error("The thread that keeps {} was interrupted; it can only be killed now", host.name());
    }
  }

  private Outcome carryOut(PendingStop stop) throws InterruptedException {
    StopReport report;
    try (StopDeadline deadline = new StopDeadline(host.name(), stopTimeout, () -> force(stop))) {
      report = report(stop, deadline);
    }
    if (report.outcome() == Outcome.STILL_RUNNING) {
      log.error("{}", report.conclusion());
      desk.withdraw(stop);
      host.listeners().tell(new StopEnded(report));
      stop.result().complete(report);
    } else {
      end(stop, report);
    }
    return report.outcome();
  }

  private StopReport report(PendingStop stop, StopDeadline deadline) throws InterruptedException {
    if (host.machine().awaitStarted() == State.STOPPED) {
      return StopReport.ofAbandonedStart(host.name(), stop);
    }
    StopSequence running = new StopSequence(host, stop, deadline);
    sequence = running;
    host.listeners().tell(new StopBegan(stop.request()));
    Outcome outcome = running.run();
    if (outcome == Outcome.STOPPED) {
      host.extensions().closeAllButLast();
    }
    return running.report(outcome);
  }

  private void end(PendingStop stop, StopReport report) {
    if (host.machine().current() != State.STOPPED) {
      LastStop.write(host.runDirectory(), report);
      host.runDirectory().close();
      host.machine().move(State.STOPPING, State.STOPPED);
      log.info("{}: {}", host.name(), report.conclusion());
      host.listeners().tell(new StopEnded(report));
      host.extensions().closeLast();
    }
    stop.result().complete(report);
    stopped.complete(report);
    if (ownsProcess && stop.exits()) {
      System.exit(report.exitCode());
    }
    ties.cut();
  }

  private void force(PendingStop stop) {
    StopSequence running = sequence;
    String doing = running == null ? "start" : running.doing();
    log.error(
        "{} did not stop within {}. It hangs in: {}{}{}",
        host.name(),
        Figures.duration(stopTimeout),
        doing,
        System.lineSeparator(),
        ThreadDump.startingWith(thread));
    if (ownsProcess) {
      halt(
          running == null
              ? StopReport.ofForcedStart(host.name(), stop)
              : running.report(Outcome.FORCED));
    } else {
      thread.interrupt();
    }
  }

  private void halt(StopReport report) {
    LastStop.write(host.runDirectory(), report);
    host.listeners().tell(new StopEnded(report));
    Runtime.getRuntime().halt(report.exitCode());
  }
}
