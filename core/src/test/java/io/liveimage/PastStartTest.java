package io.liveimage;

import static org.assertj.core.api.Assertions.assertThat;

import io.liveimage.PastStart.Ending;
import java.time.Instant;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PastStartTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "2026-11-21T13:10:22Z pid 4242 from image 17: stopped, saved image 18",
        "2026-11-21T00:00:00Z pid 1 from no image: failed",
        "2026-02-28T23:59:59Z pid 4242 from image 1: refused",
        "2026-11-21T13:10:22Z pid 4242 from image 17: vanished"
      })
  void isALineOfText(String line) {
    assertThat(PastStart.parse(line)).map(PastStart::toString).contains(line);
  }

  @Test
  void readsAllOfItsLine() {
    assertThat(
            PastStart.parse("2026-11-21T13:10:22Z pid 4242 from image 17: failed, saved image 18"))
        .contains(
            new PastStart(
                Instant.parse("2026-11-21T13:10:22Z"),
                4242,
                OptionalLong.of(17),
                Ending.FAILED,
                OptionalLong.of(18)));
  }

  @Test
  void hasVanishedWhenItsLineHasNoEnding() {
    assertThat(PastStart.parse("2026-11-21T13:10:22Z pid 4242 from image 17   "))
        .map(PastStart::ending)
        .contains(Ending.VANISHED);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "\u0000\u0000\u0000",
        "2026-11-21T13:10:22Z pid 4242 from im",
        "2026-11-21T13:10:22Z pid 4242 from image 17: stop",
        "2026-13-21T13:10:22Z pid 4242 from image 17: stopped",
        "2026-11-21T13:10:22Z pid 4242 from image 12345678901234567890"
      })
  void isNothingWhenItsLineIsTornOrChanged(String line) {
    assertThat(PastStart.parse(line)).isEmpty();
  }

  @Test
  void isRefusedWhenTheMessageOfTheFailureSaysAll() {
    assertThat(Ending.of(new LifecycleException("port 4045 is in use", null)))
        .isEqualTo(Ending.REFUSED);
    assertThat(Ending.of(new LifecycleException("db", new IllegalStateException())))
        .isEqualTo(Ending.FAILED);
    assertThat(Ending.of(new OutOfMemoryError())).isEqualTo(Ending.FAILED);
  }
}
