package io.liveimage;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import io.liveimage.LifecycleEvent.Progress;
import io.liveimage.LifecycleEvent.StepDone.Activity;
import io.liveimage.Step.Phase;
import io.liveimage.snapshot.Section;
import io.liveimage.snapshot.StateCodec;
import io.liveimage.snapshot.WriteProgress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ProgressReportsTest {
  private static final OptionalLong UNKNOWN = OptionalLong.empty();

  /** Near its overflow, as a clock of nanoseconds may be. */
  private final AtomicLong clock = new AtomicLong(Long.MAX_VALUE - 700_000_000);

  private final List<Progress> told = Collections.synchronizedList(new ArrayList<>());
  private final ProgressReports reports = new ProgressReports(Activity.SAVE, told::add, clock::get);

  private void pass(long millis) {
    clock.addAndGet(TimeUnit.MILLISECONDS.toNanos(millis));
  }

  private void moved(long bytes) {
    reports.moved(Phase.SAVE, "notes", bytes, OptionalLong.of(1000));
  }

  @Test
  void nothingIsToldInTheFirstSecond() {
    moved(1);
    pass(999);
    moved(2);

    assertThat(told).isEmpty();
  }

  @Test
  void fromThenOnItIsToldHowFarItIs() {
    pass(1000);

    moved(400);

    assertThat(told)
        .containsExactly(
            new Progress(
                Activity.SAVE,
                Phase.SAVE,
                "notes",
                400,
                OptionalLong.of(1000),
                Duration.ofSeconds(1)));
  }

  @Test
  void itIsToldTwiceASecondAtMost() {
    for (int i = 0; i < 300; i++) {
      pass(10);
      moved(i);
    }

    assertThat(told).extracting(Progress::bytes).containsExactly(99L, 149L, 199L, 249L, 299L);
  }

  @Test
  void manyThreadsTellOnceWhenItIsDue() {
    pass(1000);

    IntStream.range(0, 1000).parallel().forEach(this::moved);

    assertThat(told).hasSize(1);
  }

  @Test
  void eachSectionIsWrittenAndThenReadBack() {
    Section text = Section.of("repl", StateCodec.text("jsh"), "int x;");
    Section late = Section.ofImmutable("late", StateCodec.text("txt"), "0123456789");
    SaveProgress save = new SaveProgress(List.of(text, late), WriteProgress.NONE, reports);

    pass(1000);
    save.written("repl", 3);
    pass(500);
    save.written("late", 4);
    save.complete("late", 10);
    pass(500);
    save.verified("late", 5);

    assertThat(told)
        .extracting(Progress::line)
        .containsExactly(
            "  save   repl       3 B of 6 B, 50 %",
            "  save   late       4 B", "  verify late       5 B of 10 B, 50 %");
  }

  @Test
  void theStepsHearOfAllBytes() {
    List<String> heard = new ArrayList<>();
    WriteProgress steps =
        new WriteProgress() {
          @Override
          public void written(String section, long bytes) {
            heard.add("written " + section + " " + bytes);
          }

          @Override
          public void complete(String section, long bytes) {
            heard.add("complete " + section + " " + bytes);
          }

          @Override
          public void verified(String section, long bytes) {
            heard.add("verified " + section + " " + bytes);
          }
        };
    SaveProgress save = new SaveProgress(List.of(), steps, reports);

    save.written("notes", 1);
    save.complete("notes", 2);
    save.verified("notes", 2);

    assertThat(heard).containsExactly("written notes 1", "complete notes 2", "verified notes 2");
  }

  @Test
  void theShareIsNamedWhereTheWholeIsKnown() {
    assertThat(progress(412_000_000, OptionalLong.of(1_030_000_000)).line())
        .isEqualTo("  save   notes      412 MB of 1.0 GB, 40 %");
    assertThat(progress(412_000_000, UNKNOWN).line()).isEqualTo("  save   notes      412 MB");
    assertThat(progress(999, OptionalLong.of(1000)).figures()).isEqualTo("999 B of 1.0 kB, 99 %");
    assertThat(progress(7, OptionalLong.of(3)).figures()).isEqualTo("7 B");
    assertThat(progress(0, OptionalLong.of(0)).figures()).isEqualTo("0 B of 0 B, 100 %");
  }

  private static Progress progress(long bytes, OptionalLong total) {
    return progress(bytes, total, Duration.ofSeconds(2));
  }

  private static Progress progress(long bytes, OptionalLong total, Duration elapsed) {
    return new Progress(Activity.SAVE, Phase.SAVE, "notes", bytes, total, elapsed);
  }

  @Test
  void theLogHasALineEveryFiveSeconds() {
    ProgressLog progressLog = new ProgressLog("tasting-notes", clock::get);

    try (CapturedLog log = new CapturedLog()) {
      for (int half = 2; half <= 22; half++) {
        pass(500);
        progressLog.on(progress(half, OptionalLong.of(100), Duration.ofMillis(500L * half)));
      }

      assertThat(log.at(Level.INFO))
          .containsExactly(
              "tasting-notes: save notes, 10 B of 100 B, 10 %, 5.0 s so far",
              "tasting-notes: save notes, 20 B of 100 B, 20 %, 10.0 s so far");
    }
  }
}
