package io.liveimage;

import io.liveimage.StateRegistry.Captured;
import io.liveimage.Step.Phase;
import io.liveimage.snapshot.WriteProgress;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;

/** Makes a step of every section that is on the disk: the time to capture it and to write it. */
final class SaveSteps implements WriteProgress {
  private final Map<String, Captured> captured = new HashMap<>();
  private final long sinceNanos;
  private final Consumer<Step> done;
  private long writingSince = System.nanoTime();

  SaveSteps(List<Captured> sections, long sinceNanos, Consumer<Step> done) {
    this.sinceNanos = sinceNanos;
    sections.forEach(each -> captured.put(each.section().name(), each));
    this.done = done;
  }

  @Override
  public void written(String section, long bytes) {}

  @Override
  public void complete(String section, long bytes) {
    Captured known = captured.get(section);
    if (known != null) {
      long now = System.nanoTime();
      Duration total = known.duration().plusNanos(now - writingSince);
      writingSince = now;
      Duration begin = Duration.ofNanos(now - sinceNanos).minus(total);
      done.accept(
          new Step(Phase.SAVE, section, OptionalLong.of(bytes), begin, total, Optional.empty()));
    }
  }
}
