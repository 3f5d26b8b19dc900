package io.liveimage;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import io.liveimage.Step.Phase;
import io.liveimage.StopReport.Outcome;
import io.liveimage.local.RunDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportFilesTest {
  private static final Instant NOON = Instant.parse("2026-02-03T12:00:00.123456Z");

  private static final StopReport STOP =
      new StopReport(
          "notes",
          4242,
          "kill port, pid 15413 (nc)",
          Outcome.STOPPED,
          NOON,
          List.of(
              step(Phase.DRAIN, "http", 3_000, 12_000, "java.io.IOException: \"no\"\n at"),
              new Step(
                  Phase.SAVE,
                  "notes",
                  OptionalLong.of(31),
                  Duration.ofMillis(15),
                  Duration.ofNanos(412_999),
                  Optional.empty())),
          List.of(),
          OptionalLong.empty(),
          Optional.of("the disk is full"),
          Duration.ofMillis(84),
          74);

  @TempDir Path directory;

  private static Step step(Phase phase, String subject, long begin, long micros, String failure) {
    return new Step(
        phase,
        subject,
        OptionalLong.empty(),
        Duration.ofNanos(begin * 1000),
        Duration.ofNanos(micros * 1000),
        Optional.ofNullable(failure));
  }

  private Stream<String> lines(String file) throws IOException {
    return Files.readString(directory.resolve("home").resolve(file)).lines().map(String::strip);
  }

  private RunDirectory home() {
    return RunDirectory.open(directory.resolve("home"));
  }

  @Test
  void theReportOfAStopIsWrittenForToolsAndStays() throws Exception {
    try (RunDirectory home = home()) {
      ReportFiles.write(home, STOP);
    }

    assertThat(lines("last-stop.json"))
        .containsExactly(
            "{",
            "\"name\" : \"notes\",",
            "\"pid\" : 4242,",
            "\"requestedBy\" : \"kill port, pid 15413 (nc)\",",
            "\"outcome\" : \"stopped\",",
            "\"saveFailure\" : \"the disk is full\",",
            "\"beganAt\" : \"2026-02-03T12:00:00.123Z\",",
            "\"endedAt\" : \"2026-02-03T12:00:00.207Z\",",
            "\"millis\" : 84.0,",
            "\"exitCode\" : 74,",
            "\"steps\" : [ {",
            "\"phase\" : \"drain\",",
            "\"subject\" : \"http\",",
            "\"beginMillis\" : 3.0,",
            "\"millis\" : 12.0,",
            "\"failure\" : \"java.io.IOException: \\\"no\\\"\\n at\"",
            "}, {",
            "\"phase\" : \"save\",",
            "\"subject\" : \"notes\",",
            "\"bytes\" : 31,",
            "\"beginMillis\" : 15.0,",
            "\"millis\" : 0.412",
            "} ]",
            "}");
  }

  @Test
  void theReportOfAForcedStopNamesWhatHung() throws Exception {
    StopReport forced =
        new StopReport(
            "notes",
            4242,
            "SIGTERM",
            Outcome.FORCED,
            NOON,
            List.of(),
            List.of("stop http", "stop mail"),
            OptionalLong.of(18),
            Optional.empty(),
            Duration.ofSeconds(25),
            70);

    try (RunDirectory home = home()) {
      ReportFiles.write(home, forced);
    }

    assertThat(lines("last-stop.json"))
        .contains(
            "\"outcome\" : \"forced\",",
            "\"image\" : 18,",
            "\"millis\" : 25000.0,",
            "\"hanging\" : [ \"stop http\", \"stop mail\" ],",
            "\"steps\" : [ ]");
  }

  @Test
  void theReportOfAStartIsWrittenForToolsAndStays() throws Exception {
    try (RunDirectory home = home()) {
      ReportFiles.write(home, start(Optional.empty()));
    }

    assertThat(lines("last-start.json"))
        .containsExactly(
            "{",
            "\"name\" : \"notes\",",
            "\"pid\" : 4242,",
            "\"outcome\" : \"running\",",
            "\"image\" : 17,",
            "\"beganAt\" : \"2026-02-03T12:00:00.123Z\",",
            "\"endedAt\" : \"2026-02-03T12:00:00.443Z\",",
            "\"millis\" : 320.0,",
            "\"steps\" : [ {",
            "\"phase\" : \"start\",",
            "\"subject\" : \"db\",",
            "\"beginMillis\" : 0.001,",
            "\"millis\" : 120.5",
            "} ]",
            "}");
  }

  @Test
  void theReportOfAStartThatFailedSaysWhy() throws Exception {
    try (RunDirectory home = home()) {
      ReportFiles.write(home, start(Optional.of("no such table")));
    }

    assertThat(lines("last-start.json"))
        .contains("\"outcome\" : \"failed\",", "\"failure\" : \"no such table\",");
  }

  private static StartReport start(Optional<String> failure) {
    return new StartReport(
        "notes",
        4242,
        OptionalLong.of(17),
        NOON,
        List.of(step(Phase.START, "db", 1, 120_500, null)),
        Duration.ofMillis(320),
        failure);
  }

  @Test
  void aReportThatCannotBeWrittenIsOnlyLogged() {
    RunDirectory closed = home();
    closed.close();

    try (CapturedLog log = new CapturedLog()) {
      ReportFiles.write(closed, STOP);

      assertThat(log.at(Level.WARN))
          .containsExactly("The report last-stop.json could not be written");
    }
  }
}
