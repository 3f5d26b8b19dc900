package io.liveimage;

import io.liveimage.snapshot.Section;
import java.time.Duration;
import java.util.Optional;

/**
 * A section of the next image.
 *
 * @param section the section
 * @param beginNanos when its capture began, by {@link System#nanoTime}
 * @param pause how long its component was held still; zero for one that nobody has claimed
 */
record Captured(Section section, long beginNanos, Duration pause) {
  static Captured from(Claim claim) {
    long begin = System.nanoTime();
    Section section = claim.capture();
    return new Captured(section, begin, Duration.ofNanos(System.nanoTime() - begin));
  }

  static Captured carriedOver(Section section) {
    return new Captured(section, System.nanoTime(), Duration.ZERO);
  }

  Step step(long sinceNanos) {
    return new Step(
        Step.Phase.CAPTURE,
        section.name(),
        section.content().length(),
        Duration.ofNanos(beginNanos - sinceNanos),
        pause,
        Optional.empty());
  }
}
