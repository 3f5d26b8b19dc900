package io.liveimage;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import io.liveimage.Step.Phase;
import io.liveimage.StopReport.Outcome;
import io.liveimage.local.RunDirectory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LastStopTest {
  @TempDir Path directory;

  private static final StopReport REPORT =
      new StopReport(
          "notes",
          4242,
          "kill port, pid 15413 (nc)",
          Outcome.STOPPED,
          List.of(
              new Step(
                  Phase.DRAIN,
                  "http",
                  OptionalLong.empty(),
                  Duration.ofMillis(3),
                  Duration.ofMillis(12),
                  Optional.of("java.io.IOException: no")),
              new Step(
                  Phase.SAVE,
                  "notes",
                  OptionalLong.of(31),
                  Duration.ofMillis(15),
                  Duration.ofMillis(41),
                  Optional.empty())),
          OptionalLong.empty(),
          Optional.of("the disk is full"),
          Duration.ofMillis(84),
          74);

  @Test
  void theReportIsWrittenForToolsAndStays() throws Exception {
    Path home = directory.resolve("home");
    try (RunDirectory open = RunDirectory.open(home)) {
      LastStop.write(open, REPORT);
    }

    assertThat(Files.readString(home.resolve(LastStop.FILE)).lines().map(String::strip))
        .containsExactly(
            "{",
            "\"name\" : \"notes\",",
            "\"pid\" : 4242,",
            "\"requestedBy\" : \"kill port, pid 15413 (nc)\",",
            "\"outcome\" : \"stopped\",",
            "\"saveFailure\" : \"the disk is full\",",
            "\"millis\" : 84,",
            "\"exitCode\" : 74,",
            "\"steps\" : [ {",
            "\"phase\" : \"drain\",",
            "\"subject\" : \"http\",",
            "\"beginMillis\" : 3,",
            "\"millis\" : 12,",
            "\"failure\" : \"java.io.IOException: no\"",
            "}, {",
            "\"phase\" : \"save\",",
            "\"subject\" : \"notes\",",
            "\"bytes\" : 31,",
            "\"beginMillis\" : 15,",
            "\"millis\" : 41",
            "} ]",
            "}");
  }

  @Test
  void aReportThatCannotBeWrittenIsOnlyLogged() {
    RunDirectory closed = RunDirectory.open(directory.resolve("home"));
    closed.close();

    try (CapturedLog log = new CapturedLog()) {
      LastStop.write(closed, REPORT);

      assertThat(log.at(Level.WARN))
          .containsExactly("The report of this stop could not be written to last-stop.json");
    }
  }
}
