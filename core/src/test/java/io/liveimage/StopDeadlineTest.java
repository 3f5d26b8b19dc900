package io.liveimage;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(NoThreadIsLeft.class)
class StopDeadlineTest {
  private static final Duration SHORT = Duration.ofMillis(20);

  @Test
  void actsWheneverTheTimeIsOver() throws Exception {
    CountDownLatch overruns = new CountDownLatch(3);

    try (StopDeadline deadline = new StopDeadline("test", SHORT, overruns::countDown)) {
      Background.awaitLatch(overruns);
    }
  }

  @Test
  void doesNothingWhenItIsClosedInTime() {
    CountDownLatch overruns = new CountDownLatch(1);

    new StopDeadline("test", Duration.ofHours(1), overruns::countDown).close();
    new NoThreadIsLeft().afterEach(null);

    assertThat(overruns.getCount()).isEqualTo(1);
  }

  @Test
  void standsStillWhileItIsPaused() throws Exception {
    CountDownLatch overruns = new CountDownLatch(1);

    try (StopDeadline deadline =
        new StopDeadline("test", Duration.ofSeconds(1), overruns::countDown)) {
      deadline.pause();
      deadline.pause();
      assertThat(overruns.await(1100, TimeUnit.MILLISECONDS)).isFalse();
      deadline.resume();
      deadline.resume();
      Background.awaitLatch(overruns);
    }
  }
}
