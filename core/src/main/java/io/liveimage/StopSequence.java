package io.liveimage;

import io.liveimage.Lifecycle.State;
import io.liveimage.LifecycleEvent.StepDone;
import io.liveimage.StateRegistry.Captured;
import io.liveimage.Step.Phase;
import io.liveimage.StopReport.Outcome;
import io.liveimage.StopRequest.Image;
import io.liveimage.snapshot.Section;
import io.liveimage.snapshot.Snapshot;
import io.liveimage.snapshot.SnapshotStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One stop: drain, save, stop in reverse. Runs on the lifecycle's own thread; what it is doing can
 * be read from others.
 */
final class StopSequence {
  private static final Logger log = LoggerFactory.getLogger(Lifecycle.class);

  private final String name;
  private final PendingStop stop;
  private final StateMachine machine;
  private final Listeners listeners;
  private final Parts parts;
  private final StateRegistry state;
  private final SnapshotStore store;
  private final Extensions extensions;
  private final StopDeadline deadline;

  private final List<Step> steps = Collections.synchronizedList(new ArrayList<>());
  private volatile String doing = "begin";
  private volatile OptionalLong generation = OptionalLong.empty();
  private volatile Optional<String> saveFailure = Optional.empty();

  StopSequence(Host host, PendingStop stop, StopDeadline deadline) {
    this.name = host.name();
    this.machine = host.machine();
    this.listeners = host.listeners();
    this.parts = host.parts();
    this.state = host.state();
    this.store = host.store();
    this.extensions = host.extensions();
    this.stop = stop;
    this.deadline = deadline;
  }

  /** Returns what the sequence does at this moment, such as {@code stop http}. */
  String doing() {
    return doing;
  }

  /** Runs up to the point where components and extensions are stopped, or the host runs again. */
  Outcome run() {
    machine.move(State.RUNNING, State.DRAINING);
    drain();
    machine.move(State.DRAINING, State.SAVING);
    if (stop.image() != Image.DISCARD) {
      save();
    }
    if (saveFailure.isPresent() && stop.giveUp()) {
      resume();
      machine.move(State.SAVING, State.RUNNING);
      return Outcome.STILL_RUNNING;
    }
    machine.move(State.SAVING, State.STOPPING);
    callAll(Part.Call.STOP, Phase.STOP);
    doing = "close extensions";
    extensions.closeAllButLast();
    return Outcome.STOPPED;
  }

  StopReport report(Outcome outcome) {
    return new StopReport(
        name,
        ProcessHandle.current().pid(),
        stop.request().requestedBy(),
        outcome,
        List.copyOf(steps),
        generation,
        saveFailure,
        Duration.ofNanos(System.nanoTime() - stop.sinceNanos()),
        exitCode(outcome));
  }

  private int exitCode(Outcome outcome) {
    if (outcome == Outcome.FORCED) {
      return ExitCodes.FORCED;
    }
    return saveFailure.isPresent() ? ExitCodes.NOT_SAVED : stop.request().exitCode();
  }

  private void drain() {
    doing = "drain extensions";
    extensions.drain();
    callAll(Part.Call.DRAIN, Phase.DRAIN);
  }

  private void resume() {
    List<Part> backInOrder = new ArrayList<>(parts.inReverse());
    Collections.reverse(backInOrder);
    for (Part part : backInOrder) {
      doing = "resume " + part.name();
      call(part, Part.Call.RESUME);
    }
    doing = "resume extensions";
    extensions.resume();
  }

  private void save() {
    doing = "capture the state";
    try {
      List<Captured> captured = state.capture();
      doing = "write the image";
      deadline.pause();
      forgetInterrupt("the capture of the state");
      Snapshot snapshot = write(captured);
      generation = OptionalLong.of(snapshot.generation());
      state.startFrom(Optional.of(snapshot));
    } catch (Exception | Error e) { // a heap too full to encode the state among them
      log.error("Image of {} could not be saved; the previous one is untouched", name, e);
      saveFailure = Optional.of(e.getMessage() == null ? e.toString() : e.getMessage());
    } finally {
      deadline.resume();
    }
  }

  private Snapshot write(List<Captured> captured) {
    List<Section> sections = captured.stream().map(Captured::section).toList();
    return store.write(name, sections, new SaveSteps(captured, stop.sinceNanos(), this::done));
  }

  private void callAll(Part.Call call, Phase phase) {
    for (Part part : parts.inReverse()) {
      if (part.answers(call)) {
        doing = Figures.lowerCase(phase) + " " + part.name();
        long begin = System.nanoTime();
        Optional<Throwable> failure = call(part, call);
        done(stepOf(phase, part, begin, failure));
      }
    }
  }

  private Optional<Throwable> call(Part part, Part.Call call) {
    Optional<Throwable> failure = part.tryTo(call);
    failure.ifPresent(
        e -> log.warn("Component {} failed to {}", part.name(), Figures.lowerCase(call), e));
    forgetInterrupt(doing);
    return failure;
  }

  /** An interrupt ends what hangs, and not what comes after it. */
  private void forgetInterrupt(String hanging) {
    if (Thread.interrupted()) {
      log.warn("{} was interrupted in {} and goes on stopping", name, hanging);
    }
  }

  private Step stepOf(Phase phase, Part part, long begin, Optional<Throwable> failure) {
    Duration duration = Duration.ofNanos(System.nanoTime() - begin);
    Optional<String> reason = failure.map(Throwable::toString);
    Duration since = Duration.ofNanos(begin - stop.sinceNanos());
    return new Step(phase, part.name(), OptionalLong.empty(), since, duration, reason);
  }

  private void done(Step step) {
    steps.add(step);
    listeners.tell(new StepDone(step));
  }
}
