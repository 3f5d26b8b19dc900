package io.liveimage;

import static org.assertj.core.api.Assertions.assertThat;

import io.liveimage.HealthCheck.Kind;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import org.junit.jupiter.api.Test;

class CheckupTest {
  private final Queue<Runnable> waiting = new ArrayDeque<>();
  private final Checkup checkup = new Checkup("db", Kind.READINESS, () -> Health.up("works"));

  private static long in(Duration time) {
    return System.nanoTime() + time.toNanos();
  }

  @Test
  void withoutAThreadToAskItIsDownAndAskedAgainTheNextTime() {
    checkup.begin(
        call -> {
          throw new OutOfMemoryError("unable to create native thread");
        });
    Health without = checkup.finding(in(Background.LIMIT)).health();
    checkup.begin(Runnable::run);
    Health with = checkup.finding(in(Background.LIMIT)).health();

    assertThat(without)
        .isEqualTo(Health.down("there is no thread to ask it: unable to create native thread"));
    assertThat(with).isEqualTo(Health.up("works"));
  }

  @Test
  void aCallThatHangsIsWaitedForOnceAndNotMadeAgain() {
    checkup.begin(waiting::add);
    assertThat(checkup.finding(in(Duration.ofMillis(1))).health().isUp()).isFalse();

    checkup.begin(waiting::add);
    Health hanging = checkup.finding(in(Duration.ofDays(1))).health();

    assertThat(hanging.detail()).startsWith("no answer for ").endsWith(", not begun yet");
    assertThat(waiting).hasSize(1);
  }

  @Test
  void anExceptionThatCannotEvenBeToldIsDown() {
    Checkup mute =
        new Checkup(
            "db",
            Kind.READINESS,
            () -> {
              throw new IllegalStateException() {
                @Override
                public String toString() {
                  throw new IllegalStateException("mute");
                }
              };
            });

    mute.begin(Runnable::run);

    assertThat(mute.finding(in(Background.LIMIT)).health())
        .isEqualTo(Health.down("fails, and cannot say how"));
  }
}
