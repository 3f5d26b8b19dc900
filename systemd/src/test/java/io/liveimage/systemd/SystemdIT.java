package io.liveimage.systemd;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Hosts as services of a real systemd. */
class SystemdIT {
  private static final Duration WATCHDOG = Duration.ofSeconds(3);
  private static final Map<String, String> RUNS =
      Map.of("ActiveState", "active", "SubState", "running");
  private static final Map<String, String> STOPPED_WELL =
      Map.of("ActiveState", "inactive", "Result", "success", "ExecMainStatus", "0");

  @TempDir static Path directory;
  private static UserManager systemd;

  @BeforeAll
  static void begin() throws Exception {
    UserManager.require();
    unit("told", "told", "Type=notify");
    unit(
        "frozen",
        "plain",
        "Type=notify",
        "WatchdogSec=" + WATCHDOG.toSeconds(),
        "Restart=on-watchdog");
    unit("slow", "slow-save", "Type=notify", "TimeoutStopSec=2");
    unit("silent", "slow-save-silent", "Type=exec", "TimeoutStopSec=2");
    unit("forced", "exit-70", "Type=notify", "Restart=on-failure");
    unit("restarted", "exit-75", "Type=notify", "RestartForceExitStatus=75");
    unit("wrapped", "plain", "Type=notify", "NotifyAccess=all");
    unit("broken", "fail", "Type=notify", "Restart=on-failure");
    systemd = new UserManager(Path.of("src/test/resources/with-systemd.sh"), directory);
  }

  @AfterAll
  static void end() throws Exception {
    if (systemd != null) {
      systemd.close();
    }
  }

  private static Path home(String unit) {
    return directory.resolve("homes").resolve(unit);
  }

  private static void unit(String name, String word, String... settings) throws IOException {
    Files.createDirectories(directory.resolve("homes"));
    List<String> lines = new ArrayList<>();
    lines.addAll(List.of("[Unit]", "StartLimitIntervalSec=60", "StartLimitBurst=3", "[Service]"));
    lines.addAll(List.of(settings));
    lines.addAll(List.of("RestartSec=100ms", "WatchdogSignal=SIGTERM", "StandardOutput=null"));
    String command = String.join(" ", GuestProcess.command(home(name), word));
    boolean wrapped = name.equals("wrapped");
    lines.add("ExecStart=" + (wrapped ? "/bin/sh -c '" + command + "; true'" : command));
    Files.write(directory.resolve(name + ".service"), lines);
  }

  @Test
  void aStartEndsWhenTheHostIsReadyAndAStopIsASuccess() throws Exception {
    systemd.run("systemctl --user start --no-block told");
    systemd.await(
        "told", Map.of("ActiveState", "activating", "StatusText", "Started, and not ready yet"));

    systemd.start("told");

    assertThat(systemd.properties("told"))
        .containsAllEntriesOf(RUNS)
        .containsEntry("StatusText", "Running, no image yet");
    systemd.stop("told");
    assertThat(systemd.properties("told")).containsAllEntriesOf(STOPPED_WELL);
    assertThat(home("told").resolve("images/0000001")).isDirectory();
  }

  @Test
  void aFrozenHostIsRestartedByTheWatchdogWithItsStateAndALiveOneIsNot() throws Exception {
    systemd.start("frozen");
    long since = System.nanoTime();
    while (System.nanoTime() - since < 2 * WATCHDOG.toNanos()) {
      assertThat(systemd.properties("frozen"))
          .containsAllEntriesOf(RUNS)
          .containsEntry("NRestarts", "0");
    }

    Files.createFile(Path.of(home("frozen") + ".frozen"));

    systemd.await("frozen", Map.of("StatusText", "Not live: http: main loop is frozen"));
    systemd.await("frozen", Map.of("NRestarts", "1", "StatusText", "Running, image 1"));
    systemd.stop("frozen");
    assertThat(systemd.properties("frozen")).containsAllEntriesOf(STOPPED_WELL);
  }

  @Test
  void anImageThatTakesLongerThanTheStopMayIsSaved() throws Exception {
    systemd.start("slow");

    systemd.stop("slow");

    assertThat(systemd.properties("slow")).containsAllEntriesOf(STOPPED_WELL);
    assertThat(home("slow").resolve("images/0000001")).isDirectory();
  }

  @Test
  void withoutTheExtensionSuchAStopIsCutOff() throws Exception {
    systemd.start("silent");
    systemd.run("until [ -e " + home("silent") + ".started ]; do sleep 0.05; done");

    systemd.stop("silent");

    assertThat(systemd.properties("silent")).containsEntry("Result", "timeout");
    assertThat(home("silent").resolve("images/0000001")).doesNotExist();
  }

  @Test
  void aFailureIsRestarted() throws Exception {
    systemd.start("forced");

    systemd.await("forced", Map.of("NRestarts", "1", "SubState", "running"));

    systemd.stop("forced");
  }

  @Test
  void aHostThatAsksForItIsRestarted() throws Exception {
    systemd.start("restarted");

    systemd.await("restarted", Map.of("NRestarts", "1", "SubState", "running"));

    assertThat(systemd.properties("restarted")).containsEntry("StatusText", "Running, image 1");
    systemd.stop("restarted");
    assertThat(systemd.properties("restarted")).containsAllEntriesOf(STOPPED_WELL);
  }

  @Test
  void behindAWrapperTheHostIsTheMainProcess() throws Exception {
    systemd.start("wrapped");

    String pid = systemd.properties("wrapped").get("MainPID");

    assertThat(systemd.run("cat /proc/" + pid + "/comm")).containsExactly("java");
    systemd.stop("wrapped");
    assertThat(systemd.properties("wrapped")).containsAllEntriesOf(STOPPED_WELL);
  }

  @Test
  void aHostThatCannotStartIsGivenUp() throws Exception {
    systemd.run("systemctl --user start broken");

    systemd.await("broken", Map.of("ActiveState", "failed", "NRestarts", "3"));
    assertThat(systemd.properties("broken").get("StatusText"))
        .startsWith("Start failed: ")
        .contains("no port for http");
  }

  @Test
  void theUnitInTheDocumentsHasNoFault() throws Exception {
    String page = Files.readString(Path.of("../docs/systemd.md"));
    String unit = page.substring(page.indexOf("```ini") + 6, page.indexOf("```\n", 100));
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    Path file = Files.createDirectories(directory.resolve("verified")).resolve("notes.service");
    Files.writeString(file, unit.replace("/usr/bin/java", java));

    assertThat(systemd.run("systemd-analyze verify " + file)).isEmpty();
    assertThat(
            systemd.run(
                "systemd-analyze security --offline=true --threshold=25 " + file + "; echo $?"))
        .endsWith("0");
  }
}
