package io.liveimage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.liveimage.snapshot.SnapshotStore;
import io.liveimage.snapshot.StartFrom;
import io.liveimage.snapshot.StateCodec;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** With which code processes end, and what is saved then, beside what LifecycleIT shows. */
class ExitCodesIT {
  private static final Duration LONG = Duration.ofMinutes(3);

  @TempDir Path directory;

  private Path home() {
    return directory.resolve("home");
  }

  private ChildJvm.Plan host(Class<?> main) {
    return ChildJvm.of(main).home(home());
  }

  private Optional<Integer> saved() {
    return SnapshotStore.directory(home().resolve("images"))
        .open(StartFrom.NEWEST)
        .flatMap(image -> image.section("runs"))
        .map(section -> section.decode(StateCodec.smile(Integer.class)));
  }

  private void runOnce() throws Exception {
    try (ChildJvm child = host(Hosts.Closing.class).start()) {
      assertThat(child.exitCode()).isZero();
    }
  }

  @ParameterizedTest
  @CsvSource({"TERM,143", "INT,130"})
  void aSignalKeepsItsCodeWhenThatIsWanted(String signal, int code) throws Exception {
    try (ChildJvm child =
        host(Hosts.Plain.class)
            .option("-Dliveimage.signal.exit=signal")
            .wrappedBy("env", "--default-signal=INT")
            .start()) {
      child.awaitLine("main returns").signal(signal);

      assertThat(child.exitCode()).isEqualTo(code);
    }
    assertThat(saved()).contains(1);
  }

  @ParameterizedTest
  @CsvSource({
    "liveimage.stop.timeout, soon, 'a time such as 300ms, 25s, 2m or 1h, up to a day'",
    "liveimage.signal.exit, never, clean or signal"
  })
  void aBadSettingIsAnErrorOfConfiguration(String setting, String value, String expected)
      throws Exception {
    try (ChildJvm child =
        host(Hosts.Plain.class).option("-D%s=%s".formatted(setting, value)).start()) {
      assertThat(child.exitCode()).isEqualTo(ExitCodes.CONFIGURATION);
      assertThat(child.errors())
          .containsExactly(
              "host cannot start: Setting %s is \"%s\" (system property). Expected %s."
                  .formatted(setting, value, expected));
    }
  }

  @Test
  void whoAsksForARestartEndsWithItsCode() throws Exception {
    try (ChildJvm child = host(Hosts.Restarting.class).start()) {
      assertThat(child.exitCode()).isEqualTo(ExitCodes.RESTART);
    }
    assertThat(saved()).contains(1);
  }

  @Test
  void aFullHeapInAStartIsAFailedStart() throws Exception {
    assertThat(starving("start", "Component \"db\" could not be started")).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"drain", "stop"})
  void aFullHeapInADrainOrAStopIsAFailedStep(String call) throws Exception {
    assertThat(starving(call, "main returns")).isZero();
    assertThat(saved()).contains(1);
    assertThat(home().resolve("last-stop.json")).content().contains("OutOfMemoryError");
  }

  private int starving(String call, String line) throws Exception {
    try (ChildJvm child = host(Hosts.Starving.class).option("-Xmx48m").argument(call).start()) {
      if (!call.equals("start")) {
        child.awaitLine(line).signal("TERM");
      }
      return child.exitCode(LONG);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"drain", "save"})
  void anExitInADrainOrASaveEndsTheProcess(String call) throws Exception {
    try (ChildJvm child = host(Hosts.ExitingIn.class).argument(call).start()) {
      child.awaitLine("main returns").signal("TERM");

      assertThat(child.exitCode()).isEqualTo(4);
    }
  }

  @Test
  void aComponentThatHangsPastItsOwnTimeOnlyIsAFailedStep() throws Exception {
    try (ChildJvm child =
        host(Hosts.HangingIn.class).argument("stop").argument("briefly").start()) {
      child.awaitLine("main returns").signal("TERM");

      assertThat(child.exitCode()).isZero();
    }
    assertThat(saved()).contains(1);
    assertThat(home().resolve("last-stop.json")).content().contains("did not stop within");
  }

  @Test
  void aDrainThatHangsDoesNotCostTheImage() throws Exception {
    assertThat(endOfHanging("drain")).isZero();
    assertThat(saved()).contains(1);
  }

  @Test
  void aSaveThatHangsIsForced() throws Exception {
    assertThat(endOfHanging("save")).isEqualTo(ExitCodes.FORCED);
    assertThat(home().resolve("images")).doesNotExist();
  }

  private int endOfHanging(String call) throws Exception {
    try (ChildJvm child =
        host(Hosts.HangingIn.class).option("-Dliveimage.stop.timeout=2s").argument(call).start()) {
      child.awaitLine("main returns").signal("TERM");
      return child.exitCode();
    }
  }

  @Test
  void aDeadlockIsNamedAndForced() throws Exception {
    try (ChildJvm child = host(Hosts.Deadlocked.class).start()) {
      child.awaitLine("main returns").signal("TERM");

      assertThat(child.exitCode()).isEqualTo(ExitCodes.FORCED);
      assertThat(child.output())
          .anyMatch(line -> line.contains("It hangs in: stop db"))
          .anyMatch(line -> line.startsWith("\"liveimage-stop-db\" daemon BLOCKED"));
    }
    assertThat(saved()).contains(1);
  }

  @Test
  void aSecondSignalHurriesTheStopAndTheImageIsSaved() throws Exception {
    try (ChildJvm child = host(Hosts.HangingIn.class).argument("drain").start()) {
      child.awaitLine("main returns").signal("TERM").awaitLine("in drain");
      signalUntil(child, "hurrying");

      assertThat(child.exitCode()).isEqualTo(ExitCodes.FORCED);
    }
    assertThat(saved()).contains(1);
  }

  @Test
  void aSecondSignalCutsTheDelayInWhichTheHostStillServes() throws Exception {
    try (ChildJvm child = host(Hosts.Plain.class).option("-Dliveimage.stop.delay=1h").start()) {
      child.awaitLine("main returns").signal("TERM");
      signalUntil(child, "hurrying");

      assertThat(child.exitCode()).isEqualTo(ExitCodes.FORCED);
    }
    assertThat(saved()).contains(1);
  }

  @Test
  void aThirdSignalHaltsEvenASave() throws Exception {
    runOnce();
    try (ChildJvm child = host(Hosts.HangingIn.class).argument("save").start()) {
      child.awaitLine("main returns").signal("TERM").awaitLine("in save");
      signalUntil(child, "hurrying");
      signalUntil(child, "halting");

      assertThat(child.exitCode()).isEqualTo(ExitCodes.FORCED);
    }
    assertThat(saved()).contains(1);
  }

  /** A signal within two seconds of the one before does not count. */
  private static void signalUntil(ChildJvm child, String line) {
    await(line)
        .atMost(Background.LIMIT)
        .pollInterval(Duration.ofMillis(500))
        .until(() -> child.signal("TERM").hasSaid(line));
  }

  @ParameterizedTest
  @ValueSource(strings = {"drain", "save", "stop"})
  void aKillInAnyPhaseLosesTheRunAtMost(String call) throws Exception {
    runOnce();
    try (ChildJvm child = host(Hosts.HangingIn.class).argument(call).start()) {
      child.awaitLine("main returns").signal("TERM").awaitLine("in " + call).signal("KILL");

      assertThat(child.exitCode()).isEqualTo(137);
    }
    assertThat(saved()).contains(1);
    runOnce();
  }

  /** The time is for the collector: with a full heap each step costs a collection or two. */
  @Test
  void aHostWithAFullHeapIsSavedOrEndsWithoutAnImage() throws Exception {
    runOnce();
    try (ChildJvm child =
        host(Hosts.FullHeap.class)
            .option("-Xmx32m")
            .option("-Dliveimage.stop.timeout=5s")
            .start()) {
      child.awaitLine("full").signal("TERM");

      assertThat(child.exitCode(LONG)).isIn(0, ExitCodes.NOT_SAVED);
      assertThat(saved()).isPresent();
    }
  }
}
