package io.liveimage;

import io.liveimage.HostError.Origin;
import io.liveimage.Lifecycle.State;
import io.liveimage.LifecycleEvent.StepDone;
import io.liveimage.LifecycleEvent.StepDone.Activity;
import io.liveimage.Part.Call;
import io.liveimage.Step.Phase;
import io.liveimage.StopReport.Outcome;
import io.liveimage.StopRequest.Image;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One stop: not ready, drain, save, stop in reverse. Runs on the lifecycle's own thread; what it is
 * doing can be read from others, and others can hurry it.
 */
final class StopSequence {
  private static final Logger log = LoggerFactory.getLogger(Lifecycle.class);

  private final Host host;
  private final PendingStop stop;
  private final StopDeadline deadline;
  private final StopPolicy policy;
  private final CountDownLatch hurry = new CountDownLatch(1);

  private final List<Step> steps = Collections.synchronizedList(new ArrayList<>());
  private volatile String doing = "begin";
  private volatile OptionalLong generation = OptionalLong.empty();
  private volatile Optional<String> saveFailure = Optional.empty();

  StopSequence(Host host, PendingStop stop, StopDeadline deadline, StopPolicy policy) {
    this.host = host;
    this.stop = stop;
    this.deadline = deadline;
    this.policy = policy;
  }

  /** Returns what the sequence does at this moment, such as {@code stop http, stop db}. */
  String doing() {
    List<String> calls = calls();
    return calls.isEmpty() ? doing : String.join(", ", calls);
  }

  private List<String> calls() {
    return host.parts().calls().stream().map(call -> call + " " + call.part().name()).toList();
  }

  /** Returns what is not waited for any longer; nothing hangs when somebody was in a hurry. */
  private List<String> hanging() {
    List<String> calls = calls();
    return calls.isEmpty() && !isHurried() ? List.of(doing) : calls;
  }

  /** Waits no more for what drains; the image is saved all the same. */
  void hurry() {
    hurry.countDown();
    if (host.machine().current() == State.DRAINING) {
      giveUpCalls();
    }
  }

  boolean isHurried() {
    return hurry.getCount() == 0;
  }

  /** Whether an image was wanted, and is not written. */
  boolean lacksImage() {
    return stop.image() != Image.DISCARD && generation.isEmpty();
  }

  /** Waits no more for what drains, nor for a change of what runs. */
  private void giveUpCalls() {
    host.parts().giveUp(thread -> true, "was not waited for");
  }

  /** Runs up to the point where components and extensions are stopped, or the host runs again. */
  Outcome run() {
    host.machine().move(State.RUNNING, State.DRAINING);
    awaitTurn();
    drain();
    host.machine().move(State.DRAINING, State.SAVING);
    if (stop.image() != Image.DISCARD) {
      save();
    }
    if (saveFailure.isPresent() && stop.giveUp()) {
      resume();
      host.machine().move(State.SAVING, State.RUNNING);
      return Outcome.STILL_RUNNING;
    }
    host.machine().move(State.SAVING, State.STOPPING);
    return isHurried() ? Outcome.FORCED : stopAll();
  }

  /**
   * Waits for a component that is being added or restarted, and for a save. They have a quarter of
   * the time; what hangs in it is given up, for it must not cost the image.
   */
  private void awaitTurn() {
    doing = "wait for " + host.turns().holder().map(Thread::getName).orElse("nobody");
    if (!host.turns().awaitFree(policy.total().dividedBy(4))) {
      forgetInterrupt();
      giveUpCalls();
      if (!host.turns().awaitFree(policy.total().dividedBy(8))) {
        log.warn("{} goes on stopping without the end of what it had to {}", host.name(), doing);
        host.turns().giveUp(thread -> true);
      }
    }
    forgetInterrupt();
  }

  private Outcome stopAll() {
    doing = "stop";
    run(host.parts().wave(Call.STOP, host.parts().running(), this::ended));
    doing = "close extensions";
    host.extensions().closeOrdinary();
    return Outcome.STOPPED;
  }

  StopReport report(Outcome outcome) {
    Duration duration = Duration.ofNanos(System.nanoTime() - stop.sinceNanos());
    return new StopReport(
        host.name(),
        ProcessHandle.current().pid(),
        stop.request().requestedBy(),
        outcome,
        Instant.now().minus(duration),
        List.copyOf(steps),
        outcome == Outcome.FORCED ? hanging() : List.of(),
        generation,
        saveFailure,
        duration,
        exitCode(outcome));
  }

  private int exitCode(Outcome outcome) {
    if (saveFailure.isPresent()) {
      return ExitCodes.NOT_SAVED;
    }
    return outcome == Outcome.FORCED ? ExitCodes.FORCED : stop.request().exitCode();
  }

  /** Not ready first; then new work is refused, and what is in flight has half of the time. */
  private void drain() {
    delay();
    doing = "drain extensions";
    host.extensions().drain();
    doing = "drain";
    run(
        host.parts()
            .wave(Call.DRAIN, host.parts().running(), this::ended)
            .within(policy.total().dividedBy(2).toNanos())
            .whileTrue(() -> !isHurried()));
  }

  private void delay() {
    if (policy.delay().isZero()) {
      return;
    }
    doing = "wait while still serving";
    long begin = System.nanoTime();
    deadline.pause();
    try {
      boolean unused = hurry.await(policy.delay().toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      log.warn("{} was interrupted in its delay and goes on stopping", host.name());
    } finally {
      deadline.resume();
    }
    done(new Steps(stop.sinceNanos()).of(Phase.DELAY, "readiness", begin, Optional.empty()));
  }

  private void resume() {
    doing = "resume";
    run(host.parts().wave(Call.RESUME, host.parts().running(), this::ended));
    doing = "resume extensions";
    host.extensions().resume();
  }

  private void save() {
    doing = "wait for another save";
    deadline.pause();
    try (ImageSave save = new ImageSave(host, Activity.STOP, stop.sinceNanos(), this::done)) {
      deadline.resume();
      doing = "capture the state";
      List<Captured> captured = save.capture(false);
      doing = "write the image";
      pauseDeadline();
      generation = OptionalLong.of(save.write(captured).generation());
    } catch (Exception | Error e) {
      notSaved(e);
    } finally {
      deadline.resume();
      forgetInterrupt();
    }
  }

  /** A host without memory may write for ever, a byte now and then. */
  private void pauseDeadline() {
    if (!MemoryReserve.isExhausted()) {
      deadline.pause();
    }
  }

  /** A host without memory is not one to go on with: its stop happens all the same. */
  private void notSaved(Throwable failure) {
    if (hasOutOfMemory(failure)) {
      stop.insist();
    }
    saveFailure = Optional.of(ImageSave.reason(failure));
    host.errors().tell(new HostError(Origin.IMAGE, host.name(), failure));
    log.error(
        "Image of {} could not be saved; the previous one is untouched", host.name(), failure);
  }

  private static boolean hasOutOfMemory(Throwable failure) {
    Throwable cause = failure;
    while (cause != null && !(cause instanceof OutOfMemoryError)) {
      cause = cause.getCause();
    }
    return cause != null;
  }

  private void run(Wave wave) {
    host.parts().run(wave);
    forgetInterrupt();
  }

  private void ended(PartCall call) {
    call.failure()
        .filter(failure -> !(failure instanceof GivenUpException))
        .ifPresent(e -> log.warn("Component {} failed to {}", call.part().name(), call, e));
    host.errors().tell(call);
    if (call.part().answers(call.call())) {
      done(new Steps(stop.sinceNanos()).of(call));
    }
  }

  /** An interrupt ends what hangs, and not what comes after it. */
  private void forgetInterrupt() {
    if (Thread.interrupted()) {
      log.warn("{} was interrupted in {} and goes on stopping", host.name(), doing);
    }
  }

  private void done(Step step) {
    steps.add(step);
    host.listeners().tell(new StepDone(Activity.STOP, step));
  }
}
