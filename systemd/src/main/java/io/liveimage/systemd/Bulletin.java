package io.liveimage.systemd;

import io.liveimage.ComponentStatus;
import io.liveimage.ComponentStatus.Condition;
import io.liveimage.Lifecycle.State;
import io.liveimage.LifecycleEvent;
import io.liveimage.LifecycleEvent.ComponentChanged;
import io.liveimage.LifecycleEvent.RestartBegan;
import io.liveimage.LifecycleEvent.RestartEnded;
import io.liveimage.LifecycleEvent.SaveEnded;
import io.liveimage.LifecycleEvent.StartEnded;
import io.liveimage.LifecycleEvent.StateChanged;
import io.liveimage.LifecycleEvent.StepDone;
import io.liveimage.LifecycleEvent.StopBegan;
import io.liveimage.LifecycleEvent.StopEnded;
import io.liveimage.LifecycleEvent.ToldReady;
import io.liveimage.LifecycleListener;
import io.liveimage.StopReport;
import io.liveimage.StopReport.Outcome;
import io.liveimage.StopRequest;
import java.time.Duration;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * What systemd is told of a life, event by event.
 *
 * <p>{@code STOPPING=1} is told only when there is no way back: systemd kills a service that goes
 * on running after it. So a stop that may fall back to running, because its image cannot be saved,
 * is told in the status alone until that is decided.
 */
final class Bulletin implements LifecycleListener {
  /** What a start gets for each step, and a stop while its image is saved and after that. */
  private static final Duration MORE_TIME = Duration.ofSeconds(30);

  private static final Duration SAVING_PERIOD = Duration.ofSeconds(1);

  /** What is done with a component, in the states in which all of them are in turn. */
  private static final Map<State, String> DOING =
      new EnumMap<>(
          Map.of(
              State.STARTING, "Starting",
              State.DRAINING, "Draining",
              State.STOPPING, "Stopping"));

  private static final Set<Condition> ON_THE_WAY =
      EnumSet.of(Condition.STARTING, Condition.DRAINING, Condition.STOPPING);

  private final Outbox outbox;
  private final Supplier<OptionalLong> generation;
  private final LongSupplier monotonicNanos;
  private final Set<String> onTheWay = new LinkedHashSet<>();
  private State state = State.STARTING;
  private boolean toldReady;
  private Runnable endOfExtensions = () -> {};

  Bulletin(Outbox outbox, Supplier<OptionalLong> generation, LongSupplier monotonicNanos) {
    this.outbox = outbox;
    this.generation = generation;
    this.monotonicNanos = monotonicNanos;
  }

  @Override
  public void on(LifecycleEvent event) {
    if (event instanceof StateChanged change) {
      moved(change.to());
    } else if (event instanceof ComponentChanged change) {
      changed(change.component());
    } else if (event instanceof StepDone) {
      stepDone();
    } else if (event instanceof ToldReady) {
      toldReady = true;
      tellReady();
    } else if (event instanceof StartEnded end) {
      end.report().failure().ifPresent(reason -> tell("Start failed: " + reason));
    } else {
      onRequest(event);
    }
  }

  private void onRequest(LifecycleEvent event) {
    if (event instanceof RestartBegan restart) {
      restartBegan("Restarting " + String.join(", ", restart.affected()));
    } else if (event instanceof RestartEnded end) {
      runsAgain("Running. " + end.report().conclusion());
    } else if (event instanceof SaveEnded end) {
      tell("Running. " + end.report().conclusion());
    } else if (event instanceof StopBegan begin) {
      stopBegan(begin.request());
    } else if (event instanceof StopEnded end) {
      stopEnded(end.report());
    }
  }

  private void moved(State to) {
    state = to;
    onTheWay.clear();
    endOfExtensions.run();
    endOfExtensions = () -> {};
    switch (to) {
      case RUNNING -> tellReady();
      case SAVING -> saving();
      case STOPPING -> outbox.send(Notice.stopping("Stopping"));
      default -> {}
    }
  }

  private void tellReady() {
    if (isReady()) {
      outbox.send(Notice.ready("Running, " + image()));
    } else if (state == State.RUNNING) {
      tell("Started, and not ready yet");
    }
  }

  private boolean isReady() {
    return state == State.RUNNING && toldReady;
  }

  private String image() {
    OptionalLong image = generation.get();
    return image.isPresent() ? "image " + image.getAsLong() : "no image yet";
  }

  private void saving() {
    tell("Saving the image");
    endOfExtensions = outbox.repeat(Notice.extendTimeout(MORE_TIME), SAVING_PERIOD);
  }

  private void changed(ComponentStatus component) {
    boolean changed =
        ON_THE_WAY.contains(component.condition())
            ? onTheWay.add(component.name())
            : onTheWay.remove(component.name());
    String doing = DOING.get(state);
    if (changed && doing != null && !onTheWay.isEmpty()) {
      tell(doing + " " + String.join(", ", onTheWay));
    }
  }

  /** A start that moves is given time; one that hangs is not. */
  private void stepDone() {
    if (state == State.STARTING) {
      outbox.send(Notice.extendTimeout(MORE_TIME));
    }
  }

  private void restartBegan(String text) {
    if (isReady()) {
      outbox.send(Notice.reloading(monotonicNanos.getAsLong(), text));
    } else {
      tell(text);
    }
  }

  private void runsAgain(String text) {
    if (isReady()) {
      outbox.send(Notice.ready(text));
    } else {
      tell(text);
    }
  }

  private void stopBegan(StopRequest request) {
    String text = "Stopping, asked by " + request.requestedBy();
    boolean mayGoOn = request.image() == StopRequest.Image.SAVE;
    outbox.send(mayGoOn ? Notice.status(text) : Notice.stopping(text));
  }

  private void stopEnded(StopReport report) {
    if (report.outcome() == Outcome.STILL_RUNNING) {
      runsAgain(report.conclusion());
    } else {
      tell(report.conclusion());
    }
  }

  private void tell(String status) {
    outbox.send(Notice.status(status));
  }
}
