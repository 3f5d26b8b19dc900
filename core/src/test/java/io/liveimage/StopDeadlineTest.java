package io.liveimage;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(NoThreadIsLeft.class)
class StopDeadlineTest {
  private StopDeadline deadline = lasting(Duration.ofMillis(20));

  private static StopDeadline lasting(Duration limit) {
    return new StopDeadline("test", limit);
  }

  @AfterEach
  void dismiss() {
    deadline.dismiss();
  }

  @Test
  void actsWheneverTheTimeIsOver() throws Exception {
    CountDownLatch overruns = new CountDownLatch(3);
    deadline.prepare();

    try (StopDeadline time = deadline.begin(overruns::countDown)) {
      Background.awaitLatch(overruns);
    }
  }

  @Test
  void doesNothingBeforeItBeginsAndWhenItIsClosed() throws Exception {
    CountDownLatch first = new CountDownLatch(1);
    CountDownLatch second = new CountDownLatch(5);
    deadline.prepare();

    deadline.begin(first::countDown).close();
    long firstCount = first.getCount();
    deadline.begin(second::countDown);
    Background.awaitLatch(second);

    assertThat(first.getCount()).isEqualTo(firstCount);
  }

  @Test
  void standsStillWhileItIsPaused() throws Exception {
    CountDownLatch overruns = new CountDownLatch(1);
    deadline = lasting(Duration.ofSeconds(1));
    deadline.prepare();

    try (StopDeadline time = deadline.begin(overruns::countDown)) {
      time.pause();
      time.pause();
      assertThat(overruns.await(1100, TimeUnit.MILLISECONDS)).isFalse();
      time.resume();
      time.resume();
      Background.awaitLatch(overruns);
    }
  }
}
