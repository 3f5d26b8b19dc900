package io.liveimage;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FiguresTest {
  @ParameterizedTest
  @CsvSource({
    "0, 0 B",
    "999, 999 B",
    "1000, 1.0 kB",
    "1049, 1.0 kB",
    "99949, 99.9 kB",
    "99951, 100 kB",
    "999499, 999 kB",
    "999500, 1.0 MB",
    "3100000, 3.1 MB",
    "12345678901, 12.3 GB",
    "9000000000000000, 9000 TB"
  })
  void bytesHaveTwoOrThreeFiguresAndAUnit(long bytes, String text) {
    assertThat(Figures.bytes(bytes)).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0 ms",
    "999, 999 ms",
    "1000, 1.0 s",
    "1260, 1.3 s",
    "59949, 59.9 s",
    "60000, 1 min 0 s",
    "3725000, 62 min 5 s"
  })
  void durationsAreExactWhereItMatters(long millis, String text) {
    assertThat(Figures.duration(Duration.ofMillis(millis))).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0 s",
    "59, 59 s",
    "60, 1 min",
    "3599, 59 min",
    "3600, 1 h 0 min",
    "86399, 23 h 59 min",
    "86400, 1 d 0 h",
    "266400, 3 d 2 h"
  })
  void spansHaveTheirTwoLargestUnits(long seconds, String text) {
    assertThat(Figures.span(Duration.ofSeconds(seconds))).isEqualTo(text);
  }
}
