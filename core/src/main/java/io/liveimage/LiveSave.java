package io.liveimage;

import io.liveimage.HostError.Origin;
import io.liveimage.LifecycleEvent.SaveEnded;
import io.liveimage.LifecycleEvent.StepDone;
import io.liveimage.LifecycleEvent.StepDone.Activity;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One save of the running host: captured in the caller's turn, written outside of it. */
final class LiveSave {
  private static final Logger log = LoggerFactory.getLogger(Lifecycle.class);

  private final Host host;
  private final String requestedBy;
  private final long since = System.nanoTime();
  private final List<Step> steps = Collections.synchronizedList(new ArrayList<>());
  private @Nullable ImageSave save;
  private List<Captured> captured = List.of();
  private @Nullable Throwable failure;

  LiveSave(Host host, String requestedBy) {
    this.host = host;
    this.requestedBy = requestedBy;
  }

  private void done(Step step) {
    steps.add(step);
    host.listeners().tell(new StepDone(Activity.SAVE, step));
  }

  void capture() {
    try {
      save = new ImageSave(host, Activity.SAVE, since, this::done);
      captured = save.capture(true);
    } catch (Exception | Error e) { // a full heap among them
      failure = e;
    }
  }

  SaveReport write() {
    SaveReport report = attempt();
    if (failure == null) {
      log.info("{}, asked by {}: {}", host.name(), requestedBy, report.conclusion());
    } else {
      log.error("{}, asked by {}: {}", host.name(), requestedBy, report.conclusion(), failure);
      host.errors().tell(new HostError(Origin.IMAGE, host.name(), failure));
    }
    host.listeners().tell(new SaveEnded(report));
    return report;
  }

  private SaveReport attempt() {
    try (ImageSave captor = save) {
      if (failure == null && captor != null) {
        long generation = captor.write(captured).generation();
        return report(OptionalLong.of(generation), Optional.empty());
      }
    } catch (Exception | Error e) {
      failure = e;
    }
    return report(OptionalLong.empty(), Optional.ofNullable(failure).map(ImageSave::reason));
  }

  private SaveReport report(OptionalLong generation, Optional<String> reason) {
    Duration duration = Duration.ofNanos(System.nanoTime() - since);
    return new SaveReport(requestedBy, List.copyOf(steps), generation, reason, duration);
  }
}
