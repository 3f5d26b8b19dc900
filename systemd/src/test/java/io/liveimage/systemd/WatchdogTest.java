package io.liveimage.systemd;

import static org.assertj.core.api.Assertions.assertThat;

import io.liveimage.Health;
import io.liveimage.HealthCheck.Kind;
import io.liveimage.HealthReport;
import io.liveimage.HealthReport.Finding;
import io.liveimage.Lifecycle.State;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class WatchdogTest {
  private final RecordingOutbox outbox = new RecordingOutbox();
  private State state = State.RUNNING;
  private Supplier<HealthReport> health = () -> report(Kind.LIVENESS, Health.up());
  private final Watchdog watchdog =
      new Watchdog(Duration.ofSeconds(30), () -> state, () -> health.get(), outbox);
  private RecordedLog log;

  @BeforeEach
  void record() {
    log = new RecordedLog();
  }

  @AfterEach
  void stopRecording() {
    log.close();
  }

  private static HealthReport report(Kind kind, Health health) {
    Finding finding = new Finding("main loop", kind, health, Duration.ofMillis(1));
    return new HealthReport(State.RUNNING, true, List.of(finding));
  }

  private void down() {
    health = () -> report(Kind.LIVENESS, Health.down("no heartbeat for 45 s"));
  }

  @Test
  void aLiveHostIsToldTwiceWithinTheTime() {
    assertThat(watchdog.beat()).isEqualTo(Duration.ofSeconds(15));
    assertThat(outbox.taken()).containsExactly("WATCHDOG=1");
  }

  @Test
  void aHostThatIsNotReadyIsLive() {
    health = () -> report(Kind.READINESS, Health.down("no database"));

    watchdog.beat();

    assertThat(outbox.taken()).containsExactly("WATCHDOG=1");
  }

  @Test
  void ofAHostThatIsNotLiveNothingIsHeardButWhy() {
    down();

    watchdog.beat();
    watchdog.beat();

    assertThat(outbox.taken()).containsExactly("STATUS=Not live: main loop: no heartbeat for 45 s");
    assertThat(log.warnings())
        .containsExactly(
            "Not live, and systemd acts after 30 s without a sign of life:"
                + " main loop: no heartbeat for 45 s");
  }

  @Test
  void aHostThatIsNotLiveIsAskedOftenAndMayRecover() {
    down();
    assertThat(watchdog.beat()).isEqualTo(Duration.ofSeconds(3));
    outbox.taken();
    health = () -> report(Kind.LIVENESS, Health.up());

    watchdog.beat();

    assertThat(outbox.taken()).containsExactly("WATCHDOG=1", "STATUS=Running, live again");
  }

  @Test
  void aHealthThatCannotBeAskedForIsNotLive() {
    health =
        () -> {
          throw new OutOfMemoryError("Java heap space");
        };

    watchdog.beat();

    assertThat(outbox.taken())
        .containsExactly("STATUS=Not live: health: java.lang.OutOfMemoryError: Java heap space");
  }

  @ParameterizedTest
  @EnumSource(names = {"STARTING", "DRAINING", "SAVING", "STOPPING"})
  void aHostThatStartsOrStopsIsNotAsked(State moving) {
    down();
    state = moving;

    watchdog.beat();

    assertThat(outbox.taken()).containsExactly("WATCHDOG=1");
    assertThat(log.warnings()).isEmpty();
  }
}
