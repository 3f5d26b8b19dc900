package io.liveimage;

import io.liveimage.ImageChoice.StartingPoint;
import io.liveimage.Lifecycle.State;
import io.liveimage.LifecycleEvent.StartEnded;
import io.liveimage.LifecycleEvent.StepDone;
import io.liveimage.LifecycleEvent.StepDone.Activity;
import io.liveimage.Part.Call;
import io.liveimage.Step.Phase;
import io.liveimage.local.PeerTrust;
import io.liveimage.local.RunDirectory;
import io.liveimage.snapshot.Snapshot;
import io.liveimage.snapshot.SnapshotException;
import io.liveimage.snapshot.StateCodec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One start: extensions that see all of it, image, state and components in order, extensions. */
final class StartSequence {
  private static final Logger log = LoggerFactory.getLogger(Lifecycle.class);

  private final Lifecycle lifecycle;
  private final Host host;
  private final long since = System.nanoTime();
  private final List<Step> steps = Collections.synchronizedList(new ArrayList<>());
  private List<LifecycleExtension> extensions = List.of();

  StartSequence(Lifecycle lifecycle, Host host) {
    this.lifecycle = lifecycle;
    this.host = host;
  }

  /** Opens the extensions that see all of a life. */
  void openFirstExtensions() {
    extensions = Extensions.find(host.loader());
    open(Extensions::isFirst);
  }

  /** Opens the image the settings ask for; returns its generation, or empty when there is none. */
  OptionalLong openImage() {
    long begin = System.nanoTime();
    try {
      StartingPoint point = new ImageChoice(host).open();
      Optional<Snapshot> image = point.image();
      host.state().startFrom(image, point.skipped());
      image.ifPresent(opened -> done(step(Phase.IMAGE, "image " + opened.generation(), begin)));
      return image.stream().mapToLong(Snapshot::generation).findFirst();
    } catch (SnapshotException e) {
      throw LifecycleException.configuration(String.valueOf(e.getMessage()));
    }
  }

  /** Starts all; the state of a component is restored just before that component starts. */
  void run(List<Part> parts, Map<String, Runnable> restores) {
    Collection<Part> inOrder = DependencyOrder.of(parts);
    List<String> names = inOrder.stream().map(Part::name).toList();
    restores.forEach(
        (name, restore) -> {
          if (!names.contains(name)) {
            restore(name, restore);
          }
        });
    host.parts().register(inOrder);
    start(inOrder, restores);
    open(extension -> !Extensions.isFirst(extension));
    lifecycle.checkNotStopping();
  }

  private void restore(String name, Runnable restore) {
    long begin = System.nanoTime();
    restore.run();
    done(step(Phase.RESTORE, name, begin));
  }

  private void start(Collection<Part> parts, Map<String, Runnable> restores) {
    List<LifecycleException> failures = new ArrayList<>();
    Wave wave =
        host.parts()
            .wave(
                Call.START,
                parts,
                part -> start(part, Optional.ofNullable(restores.get(part.name()))),
                call -> started(call, failures))
            .whileTrue(() -> failures.isEmpty() && mayGoOn());
    host.turns().take(() -> true, () -> host.parts().run(wave));
    throwFirst(failures);
    lifecycle.checkNotStopping();
  }

  private boolean mayGoOn() {
    return !lifecycle.isStopAsked() && host.parts().calls().stream().noneMatch(PartCall::isFailing);
  }

  private void start(Part part, Optional<Runnable> restore) {
    host.bindings().bind(part.name(), part.instance());
    restore.ifPresent(run -> restore(part.name(), run));
    part.startOrStop();
  }

  private void started(PartCall call, List<LifecycleException> failures) {
    call.failure().map(call.part()::cannotStart).ifPresent(failures::add);
    if (call.part().answers(Call.START)) {
      done(new Steps(since).of(call));
    }
  }

  private static void throwFirst(List<LifecycleException> failures) {
    if (!failures.isEmpty()) {
      LifecycleException first = failures.get(0);
      failures.stream().skip(1).forEach(first::addSuppressed);
      throw first;
    }
  }

  private void open(Predicate<LifecycleExtension> which) {
    for (LifecycleExtension extension : extensions) {
      if (which.test(extension)) {
        lifecycle.checkNotStopping();
        long begin = System.nanoTime();
        if (host.extensions()
            .open(extension, opened -> new Context(lifecycle, host, opened.name()))) {
          done(step(Phase.OPEN, extension.name(), begin));
        }
      }
    }
  }

  private void done(Step step) {
    steps.add(step);
    host.listeners().tell(new StepDone(Activity.START, step));
  }

  private Step step(Phase phase, String subject, long beginNanos) {
    return new Steps(since).of(phase, subject, beginNanos, Optional.empty());
  }

  /**
   * Stops what was started, last one first; what fails on the way is told with the first failure. A
   * stop that was asked for during the start has ended with it.
   */
  void undo(Throwable failure, Optional<PendingStop> asked) {
    boolean interrupted = Thread.interrupted(); // the stops must not take it for theirs
    host.machine().move(State.STARTING, State.STOPPING);
    host.extensions().closeOrdinary();
    stopAll(failure);
    host.extensions().closeFirst();
    asked.ifPresent(this::report);
    StartReport report = report(Optional.of(failure.toString()));
    Waterfall.log("Failed start of " + host.name(), report.steps(), report.duration());
    ReportFiles.write(host.runDirectory(), report);
    host.history().failed(PastStart.Ending.of(failure));
    host.history().end();
    host.leave();
    host.listeners().tell(new StartEnded(report));
    host.extensions().closeLast();
    host.machine().move(State.STOPPING, State.STOPPED);
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void stopAll(Throwable failure) {
    host.turns()
        .take(
            () -> true,
            () ->
                host.parts()
                    .run(
                        host.parts()
                            .wave(
                                Call.STOP,
                                host.parts().running(),
                                call -> stopped(call, failure))));
  }

  private void stopped(PartCall call, Throwable failure) {
    call.failure().filter(next -> next != failure).ifPresent(failure::addSuppressed);
    if (call.part().answers(Call.STOP)) {
      done(new Steps(since).of(call));
    }
  }

  private void report(PendingStop stop) {
    StopReport report = StopReport.ofAbandonedStart(host.name(), stop);
    ReportFiles.write(host.runDirectory(), report);
    log.info("{}: {}", host.name(), report.conclusion());
  }

  StartReport report(Optional<String> failure) {
    Duration duration = Duration.ofNanos(System.nanoTime() - since);
    return new StartReport(
        host.name(),
        ProcessHandle.current().pid(),
        lifecycle.generation(),
        Instant.now().minus(duration),
        List.copyOf(steps),
        duration,
        failure);
  }

  private record Context(Lifecycle lifecycle, Host host, String name) implements ExtensionContext {
    @Override
    public Settings settings() {
      return host.settings();
    }

    @Override
    public PeerTrust peerTrust() {
      return host.peerTrust();
    }

    @Override
    public RunDirectory runDirectory() {
      return host.runDirectory();
    }

    @Override
    public ClassLoader hostLoader() {
      return host.loader();
    }

    @Override
    public void forEachBinding(BiConsumer<String, Object> receiver) {
      host.bindings().forEach(receiver);
    }

    @Override
    public <S> void state(StateCodec<S> codec, Supplier<S> save, Consumer<S> restore) {
      host.state().claim(name, codec, save, restore, Stillness.of());
    }

    @Override
    public <S> void state(String part, StateCodec<S> codec, Supplier<S> save, Consumer<S> restore) {
      host.state().claim(name + "-" + part, codec, save, restore, Stillness.of());
    }
  }
}
