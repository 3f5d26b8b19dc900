package io.liveimage;

import io.liveimage.Lifecycle.State;
import io.liveimage.LifecycleEvent.StopBegan;
import io.liveimage.LifecycleEvent.StopEnded;
import io.liveimage.StopReport.Outcome;
import io.liveimage.StopRequest.Image;
import java.util.List;
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
  private static final long LOOK_MILLIS = 1000;
  private static final String LOST_SIGNAL =
      "a signal that the JVM could not deliver for lack of memory or threads";

  private static final Runnable NO_WORDS = () -> {};

  private final Host host;
  private final StopPolicy policy;
  private final boolean ownsProcess;
  private final StopDesk desk = new StopDesk();
  private final MemoryReserve reserve = new MemoryReserve();
  private final StopDeadline deadline;
  private final CompletableFuture<StopReport> stopped = new CompletableFuture<>();
  private final Thread starter = Thread.currentThread();
  private final Thread thread;
  private volatile @Nullable PendingStop carriedOut;
  private volatile @Nullable StopSequence sequence;
  private volatile @Nullable StopReport ended;
  private volatile @Nullable Throwable breakage;
  private volatile ProcessTies ties = ProcessTies.NONE;

  // Made before they are needed: then there may be no memory for them.
  private final Runnable atOverrun = this::force;
  private final Runnable forcedWords = this::tellForced;
  private final Runnable breakWords = this::tellBroken;

  Keeper(Host host, StopPolicy policy, boolean ownsProcess) {
    this.host = host;
    this.policy = policy;
    this.ownsProcess = ownsProcess;
    this.deadline = new StopDeadline(host.name(), policy.total());
    this.thread = new Thread(this::keep, "liveimage-" + host.name());
    thread.setDaemon(!ownsProcess);
  }

  void begin() {
    deadline.prepare();
    thread.start();
  }

  void tie(ProcessTies process) {
    ties = process;
  }

  /** The start failed: without a stop that somebody asked for meanwhile, nothing is left to do. */
  void dismiss() {
    if (desk.pending().isEmpty()) {
      ties.cut();
    }
    desk.close();
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
    reserve.release();
    Optional<PendingStop> stop = desk.submit(request, exits);
    log.info("Stop of {} asked by {}", host.name(), request.requestedBy()); // even if the log hangs
    return stop.map(PendingStop::result).orElse(stopped);
  }

  /**
   * Insists on a stop that nobody asks for again. When there is no memory even to ask, the process
   * is halted without an image: it would be there for ever.
   */
  void requireStop(String requestedBy, int exitCode) {
    reserve.release();
    try {
      request(new StopRequest(requestedBy, Image.SAVE_IF_POSSIBLE, exitCode), true);
    } catch (Error e) { // a class that cannot be loaded for lack of memory among them
      if (!desk.isAsked()) {
        Runtime.getRuntime().halt(ExitCodes.NOT_SAVED);
      }
    }
  }

  /**
   * Somebody insists that the stop goes faster: it waits for nobody any more, and the process is
   * halted as soon as the image is written; or at once when that is over, or asked for again.
   */
  void hurry(boolean atOnce) {
    StopReport report = ended;
    StopSequence running = sequence;
    Optional<PendingStop> stop = desk.pending();
    if (report != null) {
      LastWords.thenHalt(report.exitCode(), () -> tellHang("the end of the process"));
    } else if (stop.isPresent() && (atOnce || host.machine().current() == State.STOPPING)) {
      haltForced();
    } else if (running != null) {
      running.hurry();
    } else {
      host.parts().giveUp(thread -> true, "was not waited for");
    }
  }

  Thread thread() {
    return thread;
  }

  boolean isThisThread() {
    return Errand.isFor(thread);
  }

  /** Whether this thread starts the host at this moment. */
  boolean isStartingHere() {
    return Thread.currentThread() == starter && host.machine().isStarting();
  }

  private void keep() {
    PendingStop stop = awaitStop();
    while (stop != null && carryOut(stop) == Outcome.STILL_RUNNING) {
      stop = awaitStop();
    }
    deadline.dismiss();
    stopped.complete(StopReport.ofFailedStart(host.name())); // unless a stop has done it already
  }

  /** Waits for a stop; null when none will come. */
  private @Nullable PendingStop awaitStop() {
    PendingStop stop = lookForStop();
    while (stop == null && !desk.isDone()) {
      if (ties.hasLostSignal()) {
        requireStop(LOST_SIGNAL, ExitCodes.CLEAN);
      }
      stop = lookForStop();
    }
    return stop;
  }

  private @Nullable PendingStop lookForStop() {
    try {
      return desk.await(LOOK_MILLIS);
    } catch (InterruptedException e) {
      tellInterrupt();
      return null;
    }
  }

  /** Waits whatever happens: an interrupt can only come from the host's code, or too late. */
  private <T> T undisturbed(Wait<T> wait) {
    while (true) {
      try {
        return wait.await();
      } catch (InterruptedException e) {
        tellInterrupt();
      }
    }
  }

  private void tellInterrupt() {
    log.warn("{} is not stopped by an interrupt of its thread {}", host.name(), thread);
  }

  @FunctionalInterface
  private interface Wait<T> {
    T await() throws InterruptedException;
  }

  private Outcome carryOut(PendingStop stop) {
    carriedOut = stop;
    try {
      StopReport report = report(stop);
      Thread.interrupted(); // meant for what the stop has called, and too late now
      conclude(stop, report);
      return report.outcome();
    } catch (RuntimeException | Error e) {
      breakOff(stop, e);
      return Outcome.FORCED;
    }
  }

  private StopReport report(PendingStop stop) {
    try (StopDeadline time = deadline.begin(atOverrun)) {
      if (undisturbed(host.machine()::awaitStarted) == State.STOPPED) {
        return StopReport.ofAbandonedStart(host.name(), stop);
      }
      StopSequence running = new StopSequence(host, stop, time, policy);
      sequence = running;
      host.listeners().tell(new StopBegan(stop.request()));
      return running.report(running.run());
    }
  }

  private void conclude(PendingStop stop, StopReport report) {
    switch (report.outcome()) {
      case STILL_RUNNING -> goOn(stop, report);
      case FORCED -> LastWords.thenHalt(report.exitCode(), () -> tellForced(report));
      case STOPPED -> end(stop, report);
    }
  }

  private void goOn(PendingStop stop, StopReport report) {
    log.error("{}", report.conclusion());
    sequence = null;
    carriedOut = null;
    desk.withdraw(stop);
    reserve.fill();
    host.listeners().tell(new StopEnded(report));
    stop.result().complete(report);
  }

  /** The components are stopped, but disk, clients and other shutdown hooks may hang too. */
  private void end(PendingStop stop, StopReport report) {
    try (StopDeadline time = deadline.begin(() -> forceEnd(report))) {
      leave(report);
      ended = report;
      boolean exits = exitsWith(stop);
      stopped.complete(report);
      stop.result().complete(report);
      if (exits) {
        System.exit(report.exitCode());
      }
    }
  }

  private void leave(StopReport report) {
    if (host.machine().current() == State.STOPPED) {
      return; // the start was abandoned, and has cleaned up
    }
    ReportFiles.write(host.runDirectory(), report);
    host.history().end();
    host.extensions().closeFirst();
    host.leave();
    host.machine().move(State.STOPPING, State.STOPPED);
    Waterfall.log("Stop of " + host.name(), report.steps(), report.duration());
    log.info("{}: {}", host.name(), report.conclusion());
    host.listeners().tell(new StopEnded(report));
    host.extensions().closeLast();
  }

  /** Lets go of the process unless it ends; a signal that still came before we let go counts. */
  private boolean exitsWith(PendingStop stop) {
    if (!stop.exits()) {
      ties.cut();
    }
    return ownsProcess && stop.exits();
  }

  private void force() {
    if (ownsProcess) {
      haltForced();
    } else {
      tellHang(doing());
      giveUp();
    }
  }

  /** A stop that hangs for lack of memory is one that could not save. */
  private void haltForced() {
    boolean exhausted = MemoryReserve.isExhausted();
    halt(
        exhausted && isImageLost() ? ExitCodes.NOT_SAVED : ExitCodes.FORCED,
        exhausted ? NO_WORDS : forcedWords);
  }

  /** Halts the process, even if there is no memory to load what says the last words. */
  private static void halt(int exitCode, Runnable words) {
    try {
      if (words != NO_WORDS) {
        LastWords.thenHalt(exitCode, words);
      }
    } finally {
      Runtime.getRuntime().halt(exitCode);
    }
  }

  /** Whether the host had state, an image was wanted, and none is written. */
  private boolean isImageLost() {
    StopSequence running = sequence;
    PendingStop stop = carriedOut;
    return running == null
        ? host.machine().isUp() && stop != null && stop.image() != Image.DISCARD
        : running.lacksImage();
  }

  /** Waits no more for the components that hang, or for what hangs in the thread that stops. */
  private void giveUp() {
    if (host.parts().calls().isEmpty()) {
      hanging().forEach(Thread::interrupt);
    } else {
      host.parts().giveUp(each -> true, "was not waited for");
    }
  }

  /** What was told stays true: the host is stopped, with this exit code. */
  private void forceEnd(StopReport report) {
    if (!ownsProcess) {
      tellHang("the end of the process");
      thread.interrupt();
    } else if (!TerminationSignals.isAnotherUp(host.machine())) {
      LastWords.thenHalt(report.exitCode(), () -> tellHang("the end of the process"));
    }
  }

  private void tellForced() {
    StopSequence running = sequence;
    PendingStop stop = carriedOut;
    tellHang(doing());
    if (running != null) {
      tellForced(running.report(Outcome.FORCED));
    } else if (stop != null) {
      tellForced(StopReport.ofForcedStart(host.name(), stop));
    }
  }

  private void tellForced(StopReport report) {
    log.error("{}: {}", host.name(), report.conclusion());
    ReportFiles.write(host.runDirectory(), report);
    if (sequence != null) { // it had started, and was asked to stop
      host.history().end();
    }
    host.listeners().tell(new StopEnded(report));
  }

  private void tellHang(String doing) {
    log.error(
        "{} did not stop in time. It hangs in: {}{}{}",
        host.name(),
        doing,
        System.lineSeparator(),
        ThreadDump.startingWith(hanging()));
  }

  private String doing() {
    StopSequence running = sequence;
    return running == null ? "start" : running.doing();
  }

  /** Returns the threads of the components that are waited for, or the one that does the work. */
  private List<Thread> hanging() {
    List<Thread> calls = host.parts().calls().stream().flatMap(PartCall::threads).toList();
    return calls.isEmpty() ? List.of(sequence == null ? starter : thread) : calls;
  }

  /** A host that cannot be stopped any more would be worse; memory is what may lack. */
  private void breakOff(PendingStop stop, Throwable failure) {
    breakage = failure;
    if (ownsProcess) {
      halt(codeOfBrokenStop(), MemoryReserve.isExhausted() ? NO_WORDS : breakWords);
    }
    tellBroken();
    host.leave();
    stopped.completeExceptionally(failure);
    stop.result().completeExceptionally(failure);
  }

  private void tellBroken() {
    log.error("The stop of {} broke off and cannot go on", host.name(), breakage);
    StopSequence running = sequence;
    if (running != null && ended == null) {
      ReportFiles.write(host.runDirectory(), running.report(Outcome.FORCED));
    }
  }

  private int codeOfBrokenStop() {
    StopReport report = ended;
    if (report != null) {
      return report.exitCode();
    }
    return isImageLost() ? ExitCodes.NOT_SAVED : ExitCodes.FORCED;
  }
}
