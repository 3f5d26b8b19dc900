package io.liveimage;

import io.liveimage.Step.Phase;
import io.liveimage.snapshot.WriteProgress;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/** Makes a step of every section that is on the disk. Several may be on their way at a time. */
final class SaveSteps implements WriteProgress {
  private final Map<String, Long> begun = new ConcurrentHashMap<>();
  private final long sinceNanos;
  private final Consumer<Step> done;

  SaveSteps(long sinceNanos, Consumer<Step> done) {
    this.sinceNanos = sinceNanos;
    this.done = done;
  }

  @Override
  public void written(String section, long bytes) {
    begun.putIfAbsent(section, System.nanoTime());
  }

  @Override
  public void complete(String section, long bytes) {
    long now = System.nanoTime();
    long begin = begun.getOrDefault(section, now);
    done.accept(
        new Step(
            Phase.SAVE,
            section,
            OptionalLong.of(bytes),
            Duration.ofNanos(begin - sinceNanos),
            Duration.ofNanos(now - begin),
            Optional.empty()));
  }
}
