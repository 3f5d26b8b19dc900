package io.liveimage;

import io.liveimage.LifecycleEvent.StepDone.Activity;
import io.liveimage.snapshot.Draft;
import io.liveimage.snapshot.Snapshot;
import io.liveimage.snapshot.SnapshotException;
import io.liveimage.snapshot.WriteProgress;
import java.io.IOException;
import java.util.List;
import java.util.function.Consumer;

/**
 * The state of a host on its way into an image: captured, then written. There is one at a time: a
 * later image must not hold an earlier state. For one thread.
 */
final class ImageSave implements AutoCloseable {
  private final Host host;
  private final long sinceNanos;
  private final Consumer<Step> done;
  private final ProgressReports reports;

  /**
   * Waits for other saves, and makes one whose steps are told with their begin since a time.
   *
   * @throws SnapshotException when the one before hangs
   */
  ImageSave(Host host, Activity activity, long sinceNanos, Consumer<Step> done) {
    this.host = host;
    this.sinceNanos = sinceNanos;
    this.done = done;
    host.images().take();
    this.reports = new ProgressReports(activity, host.listeners()::tell);
  }

  /**
   * Captures the state.
   *
   * @param limited whether a component that cannot be held still fails the save
   */
  List<Captured> capture(boolean limited) {
    List<Captured> captured = host.state().capture(limited);
    captured.stream()
        .filter(each -> !each.pause().isZero())
        .forEach(each -> done.accept(each.step(sinceNanos)));
    return captured;
  }

  Snapshot write(List<Captured> captured) {
    Draft draft = draft(captured);
    Snapshot snapshot = host.images().write(draft, progress(draft));
    host.state().saved(snapshot, captured);
    host.history().saved(snapshot.generation());
    host.retention().apply(host);
    return snapshot;
  }

  private WriteProgress progress(Draft draft) {
    SaveSteps steps = new SaveSteps(sinceNanos, done);
    return new SaveProgress(draft.sections(), steps, reports);
  }

  private Draft draft(List<Captured> captured) {
    return new Draft(host.name(), timeline(), captured.stream().map(Captured::section).toList());
  }

  private long timeline() {
    try {
      return host.timelines().ofNextImage();
    } catch (IOException e) {
      throw new SnapshotException("Cannot note on which image the journals build: " + e, e);
    }
  }

  @Override
  public void close() {
    host.images().giveBack();
  }

  /** Returns why it failed, in one line for a person. */
  static String reason(Throwable failure) {
    return failure.getMessage() == null || failure instanceof Error
        ? failure.toString()
        : failure.getMessage();
  }
}
