package io.liveimage;

import static org.assertj.core.api.Assertions.assertThat;

import io.liveimage.Step.Phase;
import io.liveimage.StopReport.Outcome;
import io.liveimage.StopRequest.Image;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class StopReportTest {
  private static final OptionalLong NONE = OptionalLong.empty();

  private static StopReport report(
      Outcome outcome, OptionalLong generation, String saveFailure, int exitCode) {
    return new StopReport(
        "notes",
        4242,
        "the test",
        outcome,
        Instant.EPOCH,
        List.of(),
        List.of(),
        generation,
        Optional.ofNullable(saveFailure),
        Duration.ofMillis(84),
        exitCode);
  }

  @Test
  void theHeadlineSaysWhatBecomesOfTheImage() {
    assertThat(StopReport.headline("notes", 4242, Image.SAVE))
        .isEqualTo("Saving image and shutting down notes (pid 4242)");
    assertThat(StopReport.headline("notes", 4242, Image.SAVE_IF_POSSIBLE))
        .isEqualTo("Saving image and shutting down notes (pid 4242)");
    assertThat(StopReport.headline("notes", 4242, Image.DISCARD))
        .isEqualTo("Shutting down without saving notes (pid 4242)");
  }

  @Test
  void aStepHasItsSizeItsTimeAndItsTrouble() {
    Duration time = Duration.ofMillis(41);

    assertThat(new Step(Phase.DRAIN, "http", NONE, Duration.ZERO, time, Optional.empty()).line())
        .isEqualTo("  drain  http       41 ms");
    assertThat(
            new Step(
                    Phase.SAVE,
                    "notes",
                    OptionalLong.of(3_100_000),
                    Duration.ZERO,
                    time,
                    Optional.empty())
                .line())
        .isEqualTo("  save   notes      3.1 MB  41 ms");
    assertThat(
            new Step(
                    Phase.STOP,
                    "db",
                    NONE,
                    Duration.ZERO,
                    time,
                    Optional.of("java.io.IOException: no"))
                .line())
        .isEqualTo("  stop   db         41 ms  failed: java.io.IOException: no");
  }

  @Test
  void theConclusionOfAStopThatSaved() {
    assertThat(report(Outcome.STOPPED, OptionalLong.of(18), null, 0).conclusion())
        .isEqualTo("Saved image 18, stopped in 84 ms, exit code 0");
  }

  @Test
  void theConclusionOfAStopThatSavedNothing() {
    assertThat(report(Outcome.STOPPED, NONE, null, 0).conclusion())
        .isEqualTo("No image saved, stopped in 84 ms, exit code 0");
  }

  @Test
  void theConclusionOfAStopThatCouldNotSave() {
    assertThat(report(Outcome.STOPPED, NONE, "the disk is full", 74).conclusion())
        .isEqualTo("No image saved: the disk is full, stopped in 84 ms, exit code 74");
  }

  @Test
  void theConclusionOfAStopThatFellBack() {
    assertThat(report(Outcome.STILL_RUNNING, NONE, "the disk is full", 0).conclusion())
        .isEqualTo("Not stopped: the disk is full. notes goes on running");
  }

  @Test
  void theConclusionOfAForcedStopSaysWhetherTheImageIsSaved() {
    assertThat(report(Outcome.FORCED, OptionalLong.of(18), null, 70).conclusion())
        .isEqualTo("Saved image 18, forced to stop after 84 ms, exit code 70");
    assertThat(report(Outcome.FORCED, NONE, null, 70).conclusion())
        .isEqualTo("No image saved, forced to stop after 84 ms, exit code 70");
  }

  @Test
  void textsHaveTheSameDigitsInEveryLocale() {
    Locale before = Locale.getDefault();
    try {
      Locale.setDefault(Locale.forLanguageTag("ar-EG-u-nu-arab"));
      assertThat(StopReport.headline("notes", 4242, Image.SAVE)).endsWith("(pid 4242)");
      assertThat(report(Outcome.STOPPED, OptionalLong.of(18), null, 0).conclusion())
          .isEqualTo("Saved image 18, stopped in 84 ms, exit code 0");
      assertThat(Figures.span(Duration.ofHours(74))).isEqualTo("3 d 2 h");
    } finally {
      Locale.setDefault(before);
    }
  }
}
