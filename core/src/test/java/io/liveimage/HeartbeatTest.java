package io.liveimage;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class HeartbeatTest {
  private static final long SECOND = Duration.ofSeconds(1).toNanos();

  private final AtomicInteger closes = new AtomicInteger();
  private final Heartbeat loop =
      new Heartbeat("loop", Duration.ofMinutes(1), closed -> closes.incrementAndGet());
  private final long opened = System.nanoTime();

  private long after(int seconds) {
    return opened + seconds * SECOND;
  }

  @Test
  void itIsMissedWhenItsLimitIsOverAndUpAgainWithTheNextBeat() throws Exception {
    assertThat(loop.look(after(50))).isFalse();
    assertThat(loop.finding().health().isUp()).isTrue();

    assertThat(loop.look(after(61))).isTrue();
    assertThat(loop.look(after(62))).isFalse();
    assertThat(loop.findingNow().health().isUp()).isFalse();
    assertThat(loop.findingNow().health().detail())
        .matches("no heartbeat for .* \\(limit 1 min 0 s\\), .* at java.lang.Thread.*");

    loop.beat();
    assertThat(loop.findingNow().health().isUp()).isTrue();
    assertThat(loop.look(after(63))).isFalse(); // due a minute after the beat, which was just now
  }

  @Test
  void itTellsThatTheThreadThatBeatLastHasEnded() throws Exception {
    Thread worker = new Thread(loop::beat, "worker");
    worker.start();
    worker.join();

    loop.look(after(120));

    assertThat(loop.finding().health().detail()).endsWith("its thread worker has ended");
  }

  @Test
  void aProcessThatStoodStillHasANewLimitOnceAndThenTheTimeItLost() {
    loop.beat();

    loop.excuse(after(600), 590 * SECOND);
    assertThat(loop.look(after(600))).isFalse();
    assertThat(loop.look(after(659))).isFalse();

    loop.excuse(after(661), 5 * SECOND);
    assertThat(loop.look(after(664))).isFalse();
    assertThat(loop.look(after(666))).isTrue();
  }

  @Test
  void oneThatIsMissedAlreadyIsNotExcused() {
    loop.look(after(61));

    loop.excuse(after(600), 590 * SECOND);
    loop.pardon(after(600));

    assertThat(loop.look(after(601))).isFalse();
    assertThat(loop.finding().health().isUp()).isFalse();
  }

  @Test
  void aHostThatDoesNotExpectABeatGivesANewLimit() {
    loop.pardon(after(600));

    assertThat(loop.look(after(659))).isFalse();
    assertThat(loop.look(after(661))).isTrue();
  }

  @Test
  void itIsLookedAtWhenItIsDueAndOnceAMissIsKnownFromTimeToTime() {
    assertThat(loop.untilLook(after(30), 15 * SECOND)).isEqualTo(15 * SECOND);
    assertThat(loop.untilLook(after(50), 15 * SECOND)).isBetween(9 * SECOND, 10 * SECOND);
    assertThat(loop.untilLook(after(70), 15 * SECOND)).isZero();

    loop.look(after(70));

    assertThat(loop.untilLook(after(70), 15 * SECOND)).isEqualTo(15 * SECOND);
  }

  @Test
  void closingItTellsWhoWatches() {
    loop.close();

    assertThat(closes).hasValue(1);
  }
}
