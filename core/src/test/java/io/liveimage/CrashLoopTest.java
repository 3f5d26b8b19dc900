package io.liveimage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.liveimage.CrashLoop.Measure;
import io.liveimage.PastStart.Ending;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CrashLoopTest {
  private static final Instant NOW = Instant.parse("2026-11-21T13:10:22Z");

  private final List<PastStart> past = new ArrayList<>();

  private CrashLoopTest start(long minutesAgo, long image, Ending ending, long... saved) {
    past.add(
        new PastStart(
            NOW.minus(Duration.ofMinutes(minutesAgo)),
            4242,
            image == 0 ? OptionalLong.empty() : OptionalLong.of(image),
            ending,
            saved.length == 0 ? OptionalLong.empty() : OptionalLong.of(saved[0])));
    return this;
  }

  private Optional<CrashLoop> loop(long image) {
    OptionalLong from = image == 0 ? OptionalLong.empty() : OptionalLong.of(image);
    return new Measure(3, Duration.ofMinutes(10)).find(past, from, NOW);
  }

  @Test
  void isNotThereBeforeTheFirstStart() {
    assertThat(loop(0)).isEmpty();
  }

  @Test
  void isThereAfterEnoughFailedStartsFromOneImage() {
    start(3, 18, Ending.VANISHED).start(2, 18, Ending.FAILED);
    assertThat(loop(18)).isEmpty();

    start(1, 18, Ending.VANISHED);

    assertThat(loop(18)).map(CrashLoop::image).contains(OptionalLong.of(18));
    assertThat(loop(17)).isEmpty();
  }

  @Test
  void isThereWithoutAnImageToo() {
    start(3, 0, Ending.FAILED).start(2, 0, Ending.FAILED).start(1, 0, Ending.FAILED);

    assertThat(loop(0)).map(CrashLoop::image).contains(OptionalLong.empty());
  }

  @Test
  void countsOnlyWhatBeganRecentlyAndSoHasLivedShortly() {
    start(11, 18, Ending.VANISHED).start(9, 18, Ending.VANISHED).start(1, 18, Ending.VANISHED);

    assertThat(loop(18)).isEmpty();
  }

  @Test
  void isEndedByAStopInOrder() {
    start(5, 18, Ending.VANISHED).start(4, 18, Ending.VANISHED);
    start(3, 18, Ending.STOPPED);
    start(2, 18, Ending.VANISHED).start(1, 18, Ending.VANISHED);

    assertThat(loop(18)).isEmpty();
  }

  @Test
  void isNotEndedByAStopOfAnotherImage() {
    start(5, 18, Ending.VANISHED).start(4, 18, Ending.VANISHED);
    start(3, 17, Ending.STOPPED);
    start(1, 18, Ending.VANISHED);

    assertThat(loop(18)).isPresent();
  }

  @Test
  void neitherCountsNorIsEndedByAStartThatAPersonHasToCorrect() {
    start(5, 18, Ending.VANISHED).start(4, 18, Ending.REFUSED).start(3, 18, Ending.VANISHED);
    assertThat(loop(18)).isEmpty();

    start(2, 18, Ending.VANISHED);
    assertThat(loop(18)).isPresent();
  }

  @Test
  void followsTheImagesThatFailedStartsHaveLeft() {
    start(3, 16, Ending.FAILED, 17).start(2, 17, Ending.FAILED, 18).start(1, 18, Ending.FAILED, 19);

    assertThat(loop(19)).map(CrashLoop::image).contains(OptionalLong.of(16));
    assertThat(loop(19).orElseThrow().failures()).hasSize(3);
  }

  @Test
  void doesNotFollowAnImageThatAStopHasLeft() {
    start(3, 16, Ending.STOPPED, 17).start(2, 17, Ending.FAILED).start(1, 17, Ending.FAILED);

    assertThat(loop(17)).isEmpty();
  }

  @Test
  void isNotSeenWhenTheClockWasSetBack() {
    start(-60, 18, Ending.VANISHED).start(-59, 18, Ending.VANISHED).start(-58, 18, Ending.VANISHED);

    assertThat(loop(18)).isEmpty();
  }

  @Test
  void isDescribed() {
    start(3, 18, Ending.VANISHED).start(2, 18, Ending.FAILED).start(1, 18, Ending.VANISHED);

    assertThat(loop(18).orElseThrow().describe(NOW))
        .isEqualTo(
            "3 starts from image 18 have failed in the last 3 min (2 killed or halted, 1 with an exception)");
  }

  @Test
  void hasAMeasureFromSettings() {
    Settings set =
        new Settings(Map.of("liveimage.crashloop.starts", "5", "liveimage.crashloop.minutes", "2"));

    assertThat(Measure.of(new Settings(Map.of())))
        .isEqualTo(new Measure(3, Duration.ofMinutes(10)));
    assertThat(Measure.of(set)).isEqualTo(new Measure(5, Duration.ofMinutes(2)));
  }

  @ParameterizedTest
  @CsvSource({
    "starts,0,19",
    "starts,20,19",
    "starts,many,19",
    "minutes,0,1440",
    "minutes,1441,1440"
  })
  void hasNoMeasureFromOtherSettings(String what, String value, int max) {
    Settings settings = new Settings(Map.of("liveimage.crashloop." + what, value));

    assertThatThrownBy(() -> Measure.of(settings))
        .isInstanceOf(LifecycleException.class)
        .hasMessage(
            "Setting liveimage.crashloop.%s is \"%s\" (set in the builder). Expected a number from"
                + " 1 to %s.",
            what, value, max);
  }
}
