package io.liveimage;

import io.liveimage.Lifecycle.State;
import io.liveimage.local.PeerTrust;
import io.liveimage.local.RunDirectory;
import io.liveimage.snapshot.Snapshot;
import io.liveimage.snapshot.SnapshotException;
import io.liveimage.snapshot.StartFrom;
import io.liveimage.snapshot.StateCodec;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One start: state restored, components started in order, extensions opened. */
final class StartSequence {
  private static final Logger log = LoggerFactory.getLogger(Lifecycle.class);

  private final Lifecycle lifecycle;
  private final Host host;

  StartSequence(Lifecycle lifecycle, Host host) {
    this.lifecycle = lifecycle;
    this.host = host;
  }

  /** Opens the image the settings ask for; returns its generation, or empty when there is none. */
  OptionalLong openImage() {
    StartFrom from =
        host.settings()
            .parsed(
                "liveimage.start",
                "newest, previous, empty, or the number of an image",
                StartFrom::parse)
            .orElse(StartFrom.NEWEST);
    try {
      Optional<Snapshot> image = host.store().open(from);
      host.state().startFrom(image);
      return image.stream().mapToLong(Snapshot::generation).findFirst();
    } catch (SnapshotException e) {
      throw LifecycleException.configuration(String.valueOf(e.getMessage()));
    }
  }

  /** Starts all; the state of a component is restored just before that component starts. */
  void run(List<Part> parts, Map<String, Runnable> restores) {
    List<Part> inOrder = Parts.inOrder(parts);
    List<String> names = inOrder.stream().map(Part::name).toList();
    restores.forEach(
        (name, restore) -> {
          if (!names.contains(name)) {
            restore.run();
          }
        });
    for (Part part : inOrder) {
      lifecycle.checkNotStopping();
      host.bindings().bind(part.name(), part.instance());
      restores.getOrDefault(part.name(), () -> {}).run();
      host.parts().start(part, host.machine()::isOpen);
    }
    openExtensions();
    lifecycle.checkNotStopping();
  }

  /**
   * Stops what was started, last one first; what fails on the way is told with the first failure. A
   * stop that was asked for during the start has ended with it.
   */
  void undo(Throwable failure, Optional<PendingStop> asked) {
    boolean interrupted = Thread.interrupted(); // the stops must not take it for theirs
    host.machine().move(State.STARTING, State.STOPPING);
    host.extensions().closeAllButLast();
    host.parts().inReverse().forEach(part -> stop(part, failure));
    asked.ifPresent(this::report);
    host.leave();
    host.extensions().closeLast();
    host.machine().move(State.STOPPING, State.STOPPED);
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void report(PendingStop stop) {
    StopReport report = StopReport.ofAbandonedStart(host.name(), stop);
    LastStop.write(host.runDirectory(), report);
    log.info("{}: {}", host.name(), report.conclusion());
  }

  private static void stop(Part part, Throwable failure) {
    part.tryTo(Part.Call.STOP).filter(next -> next != failure).ifPresent(failure::addSuppressed);
  }

  private void openExtensions() {
    PeerTrust trust = PeerTrust.ofThisProcess();
    for (LifecycleExtension extension : Extensions.find(host.loader())) {
      lifecycle.checkNotStopping();
      host.extensions()
          .open(extension, opened -> new Context(lifecycle, host, trust, opened.name()));
    }
  }

  private record Context(Lifecycle lifecycle, Host host, PeerTrust peerTrust, String name)
      implements ExtensionContext {
    @Override
    public Settings settings() {
      return host.settings();
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
      host.state().claim(name, codec, save, restore);
    }
  }
}
