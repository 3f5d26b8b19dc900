package io.liveimage;

import io.liveimage.ComponentStatus.Condition;
import io.liveimage.LifecycleEvent.RestartBegan;
import io.liveimage.LifecycleEvent.RestartEnded;
import io.liveimage.LifecycleEvent.StepDone;
import io.liveimage.LifecycleEvent.StepDone.Activity;
import io.liveimage.Part.Call;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One restart of a component and those that depend on it, while the others run: drain, hold the
 * state, stop, give the state back, start. Runs in the caller's thread, in its turn.
 */
final class RestartSequence {
  private static final Logger log = LoggerFactory.getLogger(Lifecycle.class);

  private final Host host;
  private final String component;
  private final List<Part> affected;
  private final long since = System.nanoTime();
  private final List<Step> steps = new ArrayList<>();
  private final Set<Part> hanging = new HashSet<>();

  RestartSequence(Host host, String component) {
    this.host = host;
    this.component = component;
    this.affected = host.parts().withDependents(component);
  }

  RestartReport run() {
    host.listeners().tell(new RestartBegan(component, names()));
    List<Part> running = running();
    call(Call.DRAIN, running);
    holdState(running);
    call(Call.STOP, running);
    start();
    RestartReport report = report();
    host.listeners().tell(new RestartEnded(report));
    return report;
  }

  private List<String> names() {
    return affected.stream().map(Part::name).toList();
  }

  private List<Part> running() {
    List<Part> running = host.parts().running();
    return affected.stream().filter(running::contains).toList();
  }

  private void call(Call call, List<Part> parts) {
    host.parts().run(host.parts().wave(call, parts, this::ended));
  }

  /** When the state of one cannot be had, nothing is restarted. */
  private void holdState(List<Part> running) {
    try {
      running.forEach(part -> host.state().hold(part.name()));
    } catch (LifecycleException e) {
      host.state().release(running.stream().map(Part::name).toList());
      call(Call.RESUME, running);
      LifecycleException failure =
          new LifecycleException(
              "Nothing was restarted: %s".formatted(e.getMessage()), e.getCause());
      host.listeners().tell(new RestartEnded(report()));
      throw failure;
    }
  }

  /** Those that come after one that fails are not started; the others are. */
  private void start() {
    host.parts()
        .run(
            host.parts()
                .wave(Call.START, affected, this::start, this::ended)
                .whileTrue(host.machine()::isOpen));
  }

  private void start(Part part) throws GivenUpException {
    if (hanging.contains(part)) {
      throw new GivenUpException("not started, since its stop hangs");
    }
    host.parts().requireRunningBefore(part);
    host.state().giveBack(part.name());
    part.startOrStop();
    host.state().release(List.of(part.name()));
  }

  private void ended(PartCall call) {
    call.failure().ifPresent(e -> failed(call, e));
    host.errors().tell(call);
    if (call.part().answers(call.call())) {
      Step step = new Steps(since).of(call);
      steps.add(step);
      host.listeners().tell(new StepDone(Activity.RESTART, step));
    }
  }

  private void failed(PartCall call, Throwable failure) {
    log.warn("Component {} failed to {}", call.part().name(), call, failure);
    if (call.call() == Call.STOP && failure instanceof GivenUpException) {
      hanging.add(call.part());
    }
  }

  private RestartReport report() {
    Map<String, String> notRunning = new LinkedHashMap<>();
    List<String> running = new ArrayList<>();
    for (ComponentStatus status : host.parts().statuses()) {
      if (names().contains(status.name())) {
        if (status.condition() == Condition.RUNNING) {
          running.add(status.name());
        } else {
          notRunning.put(status.name(), status.failure().orElse("not started"));
        }
      }
    }
    Duration duration = Duration.ofNanos(System.nanoTime() - since);
    return new RestartReport(component, steps, running, notRunning, duration);
  }
}
