package io.liveimage.systemd;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class NoticeTest {
  @Test
  void assignmentsAreLines() {
    assertThat(new String(Notice.ready("Running").bytes(), UTF_8))
        .isEqualTo("READY=1\nSTATUS=Running");
  }

  @Test
  void timesAreInMicroseconds() {
    assertThat(Notice.extendTimeout(Duration.ofSeconds(2)).assignments())
        .containsExactly("EXTEND_TIMEOUT_USEC=2000000");
    assertThat(Notice.reloading(5_000_999, "Restarting db").assignments())
        .containsExactly("RELOADING=1", "MONOTONIC_USEC=5000", "STATUS=Restarting db");
  }

  @Test
  void aStatusIsOneLineAndCannotForgeAnAssignment() {
    assertThat(Notice.status("disk\r\n  full\nMAINPID=1\0").assignments())
        .containsExactly("STATUS=disk full MAINPID=1?");
  }

  @Test
  void aLongStatusFitsIntoADatagramThatSystemdTakes() {
    byte[] bytes = Notice.ready("\u20ac".repeat(5_000)).bytes();

    assertThat(bytes).hasSizeLessThan(4_096);
    assertThat(new String(bytes, UTF_8)).endsWith("\u20ac...");
  }

  @Test
  void onlyAStatusIsReplacedByALaterOne() {
    Notice status = Notice.status("Starting db");

    assertThat(status.isReplacedBy(Notice.status("Starting http"))).isTrue();
    assertThat(status.isReplacedBy(Notice.ready("Running"))).isTrue();
    assertThat(status.isReplacedBy(Notice.live())).isFalse();
    assertThat(Notice.ready("Running").isReplacedBy(status)).isFalse();
    assertThat(Notice.mainPid(7).and(status).isReplacedBy(status)).isFalse();
  }
}
