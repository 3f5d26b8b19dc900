package io.liveimage.metrics;

import io.liveimage.ComponentStatus;
import io.liveimage.ComponentStatus.Condition;
import io.liveimage.HealthReport.Finding;
import io.liveimage.HostError;
import io.liveimage.Lifecycle;
import io.liveimage.Lifecycle.State;
import io.liveimage.LifecycleEvent;
import io.liveimage.LifecycleListener;
import io.liveimage.RestartReport;
import io.liveimage.SaveReport;
import io.liveimage.StartReport;
import io.liveimage.Step;
import io.liveimage.Step.Phase;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the meters of one host up to date: those that ask the host, and those that its events
 * change. Events come one at a time. The host holds this, and the registry does not.
 */
final class Binding implements LifecycleListener {
  private static final Set<Phase> OF_COMPONENTS = EnumSet.of(Phase.START, Phase.DRAIN, Phase.STOP);
  private static final double NANOS_IN_A_SECOND = 1e9;

  private final Lifecycle lifecycle;
  private final Meters meters;
  private final ImageMeters images;
  private final JournalMeters journals;
  private final Runnable atEnd;
  private final Map<String, Finding> findings = new ConcurrentHashMap<>();
  private final AtomicBoolean startRecorded = new AtomicBoolean();
  private volatile OptionalLong savedNanos = OptionalLong.empty();

  Binding(Lifecycle lifecycle, Meters meters, Runnable atEnd) {
    this.lifecycle = lifecycle;
    this.meters = meters;
    this.images = new ImageMeters(meters);
    this.journals = new JournalMeters(lifecycle, meters);
    this.atEnd = atEnd;
  }

  void begin() {
    lifecycle.addListener(this);
    registerLife();
    registerImage();
    images.register();
    journals.refresh();
    registerErrors();
    lifecycle.components().forEach(this::register);
    lifecycle.startReport().ifPresent(this::record);
    if (lifecycle.currentState() == State.STOPPED) {
      end();
    }
  }

  void end() {
    lifecycle.removeListener(this);
    meters.removeAll();
    atEnd.run();
  }

  @Override
  public void on(LifecycleEvent event) {
    journals.refresh();
    if (event instanceof LifecycleEvent.StateChanged change && change.to() == State.STOPPED) {
      end();
    } else if (event instanceof LifecycleEvent.ComponentChanged change) {
      register(change.component());
    } else if (event instanceof LifecycleEvent.StartEnded start) {
      record(start.report());
    } else if (event instanceof LifecycleEvent.StepDone done && startRecorded.get()) {
      record(done.step());
      images.record(done.step());
    } else if (event instanceof LifecycleEvent.Progress progress) {
      images.record(progress);
    } else if (event instanceof LifecycleEvent.StopEnded) {
      images.endProgress();
    } else if (event instanceof LifecycleEvent.RestartEnded restart) {
      record(restart.report());
    } else if (event instanceof LifecycleEvent.SaveEnded save) {
      record(save.report());
    } else if (event instanceof LifecycleEvent.HealthChanged change) {
      record(change.finding());
    }
  }

  private void registerLife() {
    for (State state : State.values()) {
      meters.gauge(
          "state",
          "1 for the state the host is in, 0 for the others",
          lifecycle,
          host -> one(host.currentState() == state),
          "state",
          lowerCase(state));
    }
    meters.gauge(
        "ready",
        "1 when the host runs and has said that it is ready, else 0",
        lifecycle,
        host -> one(host.currentState() == State.RUNNING && host.isToldReady()));
    meters.seconds(
        "uptime", "Time since the start began", lifecycle, host -> seconds(host.uptime()));
    meters.seconds("start.duration", "How long the start took", lifecycle, Binding::startDuration);
  }

  private void registerImage() {
    meters.gauge(
        "image.generation",
        "Number of the image the host would start from again",
        lifecycle,
        Binding::generation);
    meters.seconds(
        "image.age",
        "Time since the state was last saved, or else since the start",
        this,
        Binding::secondsSinceSave);
  }

  private void registerErrors() {
    for (HostError.Origin origin : HostError.Origin.values()) {
      meters.count(
          "errors",
          "What went wrong in the host",
          lifecycle,
          host -> host.errorCounts().getOrDefault(origin, 0L),
          "origin",
          lowerCase(origin));
    }
  }

  private void register(ComponentStatus component) {
    String name = component.name();
    meters.gauge(
        "component.up",
        "1 when the component runs, else 0",
        lifecycle,
        host -> one(isUp(host, name)),
        "component",
        name);
  }

  /** The steps of a start count when it is over, also for those who come only then. */
  private void record(StartReport report) {
    if (startRecorded.compareAndSet(false, true)) {
      report.steps().forEach(this::record);
    }
  }

  private void record(Step step) {
    if (OF_COMPONENTS.contains(step.phase())) {
      meters
          .timer(
              "component.step",
              "How long components take to start, to drain and to stop",
              "component",
              step.subject(),
              "phase",
              lowerCase(step.phase()),
              "outcome",
              outcome(step.failure().isEmpty()))
          .record(step.duration());
    }
  }

  private void record(RestartReport report) {
    meters
        .counter(
            "component.restarts",
            "Restarts of a component, with those that come after it",
            "component",
            report.component(),
            "outcome",
            outcome(report.succeeded()))
        .increment();
  }

  private void record(SaveReport report) {
    images.endProgress();
    boolean saved = report.failure().isEmpty();
    meters
        .timer("save", "How long saves of the running host take", "outcome", outcome(saved))
        .record(report.duration());
    if (saved) {
      savedNanos = OptionalLong.of(System.nanoTime());
      images.record(report);
    }
  }

  private void record(Finding finding) {
    String kind = lowerCase(finding.kind());
    String key = finding.name() + " " + kind;
    findings.put(key, finding);
    meters.gauge(
        "health",
        "1 when the check found all well when it was last made, else 0",
        findings,
        known -> one(isUp(known.get(key))),
        "check",
        finding.name(),
        "kind",
        kind);
  }

  private static boolean isUp(Lifecycle host, String component) {
    return host.components().stream()
        .filter(status -> status.name().equals(component))
        .anyMatch(status -> status.condition() == Condition.RUNNING);
  }

  private static boolean isUp(@Nullable Finding finding) {
    return finding != null && finding.health().isUp();
  }

  private static double startDuration(Lifecycle host) {
    return host.startReport().map(report -> seconds(report.duration())).orElse(Double.NaN);
  }

  private static double generation(Lifecycle host) {
    OptionalLong generation = host.generation();
    return generation.isPresent() ? generation.getAsLong() : Double.NaN;
  }

  private double secondsSinceSave() {
    OptionalLong saved = savedNanos;
    return saved.isPresent()
        ? (System.nanoTime() - saved.getAsLong()) / NANOS_IN_A_SECOND
        : seconds(lifecycle.uptime());
  }

  private static double seconds(Duration duration) {
    return duration.toNanos() / NANOS_IN_A_SECOND;
  }

  private static double one(boolean condition) {
    return condition ? 1 : 0;
  }

  private static String outcome(boolean success) {
    return success ? "success" : "failure";
  }

  private static String lowerCase(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }
}
