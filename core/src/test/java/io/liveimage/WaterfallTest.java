package io.liveimage;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import io.liveimage.Step.Phase;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class WaterfallTest {
  private static final Duration TOTAL = Duration.ofMillis(300);

  private static Step step(Phase phase, String subject, long begin, long millis) {
    return failed(phase, subject, begin, millis, null);
  }

  private static Step failed(Phase phase, String subject, long begin, long millis, String failure) {
    return new Step(
        phase,
        subject,
        OptionalLong.empty(),
        Duration.ofMillis(begin),
        Duration.ofMillis(millis),
        Optional.ofNullable(failure));
  }

  private static List<String> lines(Step... steps) {
    return Waterfall.of(List.of(steps), TOTAL).lines().toList();
  }

  @Test
  void eachStepHasALineWithABarForWhenItWasInTheOrderOfTheirBeginnings() {
    assertThat(
            lines(
                step(Phase.RESTORE, "notes", 0, 10),
                step(Phase.START, "notes", 120, 30),
                step(Phase.START, "db", 0, 120),
                step(Phase.OPEN, "killport", 299, 0)))
        .containsExactly(
            "  restore  notes     [=                             ]  10 ms",
            "  start    db        [============                  ]  120 ms",
            "  start    notes     [            ===               ]  30 ms",
            "  open     killport  [                             =]  0 ms");
  }

  @Test
  void aSectionOfTheImageHasItsSize() {
    Step save =
        new Step(
            Phase.SAVE,
            "notes",
            OptionalLong.of(3_100_000),
            Duration.ZERO,
            TOTAL,
            Optional.empty());

    assertThat(lines(save))
        .containsExactly("  save  notes  [==============================]  300 ms  3.1 MB");
  }

  @Test
  void aFailureIsMarkedAndItsReasonIsCutToTheLine() {
    String reason = "java.net.BindException: Address already in use\nor a second line";

    assertThat(
            lines(
                failed(Phase.START, "http", 150, 60, reason),
                failed(Phase.START, "db", 0, 0, reason.repeat(3))))
        .containsExactly(
            "  start  db    [x                             ]  0 ms  failed: java.net.BindException: Address al...",
            "  start  http  [               =====x         ]  60 ms  failed: java.net.BindException: Address a...");
  }

  @Test
  void sixtyComponentsWithLongNamesFitIntoAHundredColumns() {
    Step[] steps =
        IntStream.range(0, 60)
            .mapToObj(i -> failed(Phase.START, "component" + "x".repeat(i), 5L * i, 5, "no"))
            .toArray(Step[]::new);

    assertThat(lines(steps))
        .hasSize(60)
        .allMatch(line -> line.length() <= 100)
        .allMatch(line -> line.matches("[\\x20-\\x7e]+"));
  }

  @Test
  void stepsThatTakeNoTimeOrMoreThanTheWholeHaveBarsToo() {
    assertThat(Waterfall.of(List.of(step(Phase.STOP, "db", 0, 0)), Duration.ZERO))
        .isEqualTo("  stop  db  [=                             ]  0 ms");
    assertThat(Waterfall.of(List.of(step(Phase.STOP, "db", 10, 10)), Duration.ZERO))
        .isEqualTo("  stop  db  [               ===============]  10 ms");
    assertThat(Waterfall.of(List.of(), TOTAL)).isEmpty();
  }

  @Test
  void onlyAHostWithComponentsIsLoggedStepByStep() {
    Step section = step(Phase.SAVE, "notes", 0, 10);

    try (CapturedLog log = new CapturedLog()) {
      Waterfall.log("Stop of notes", List.of(section), TOTAL);
      Waterfall.log("Stop of notes", List.of(section, step(Phase.STOP, "db", 10, 20)), TOTAL);

      assertThat(log.at(Level.INFO)).hasSize(1);
      assertThat(log.at(Level.INFO).get(0).lines())
          .containsExactly(
              "Stop of notes, step by step:",
              "  save  notes  [=                             ]  10 ms",
              "  stop  db     [ ==                           ]  20 ms");
    }
  }
}
