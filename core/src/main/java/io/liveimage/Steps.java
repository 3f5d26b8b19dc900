package io.liveimage;

import io.liveimage.Step.Phase;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;

/** Makes the steps of something that began at a time. */
record Steps(long sinceNanos) {
  Step of(PartCall call) {
    Duration begin = Duration.ofNanos(call.beginNanos() - sinceNanos);
    return new Step(
        call.call().phase(),
        call.part().name(),
        OptionalLong.empty(),
        begin,
        call.duration(),
        call.reason());
  }

  /** Returns a step that ends now. */
  Step of(Phase phase, String subject, long beginNanos, Optional<Throwable> failure) {
    return new Step(
        phase,
        subject,
        OptionalLong.empty(),
        Duration.ofNanos(beginNanos - sinceNanos),
        Duration.ofNanos(System.nanoTime() - beginNanos),
        failure.map(Throwable::toString));
  }
}
