package io.liveimage;

import io.liveimage.StateRegistry.Captured;
import io.liveimage.snapshot.Snapshot;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** The state of a host on its way into an image: captured, then written. */
final class ImageSave {
  private final Host host;
  private final long sinceNanos;
  private final Consumer<Step> done;

  /** Makes a save whose steps are told with their begin since a time. */
  ImageSave(Host host, long sinceNanos, Consumer<Step> done) {
    this.host = host;
    this.sinceNanos = sinceNanos;
    this.done = done;
  }

  List<Captured> capture() {
    return host.state().capture();
  }

  Snapshot write(List<Captured> captured) {
    SaveSteps steps = new SaveSteps(captured, sinceNanos, done);
    Snapshot snapshot = host.images().write(captured, steps);
    host.state().startFrom(Optional.of(snapshot));
    host.history().saved(snapshot.generation());
    return snapshot;
  }

  /** Returns why it failed, in one line for a person. */
  static String reason(Throwable failure) {
    return failure.getMessage() == null || failure instanceof Error
        ? failure.toString()
        : failure.getMessage();
  }
}
