package io.liveimage;

import static org.assertj.core.api.Assertions.assertThat;

import io.liveimage.snapshot.SnapshotStore;
import io.liveimage.snapshot.StartFrom;
import io.liveimage.snapshot.StateCodec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Hosts in processes of their own, and how these end. */
class LifecycleIT {
  @TempDir Path directory;

  private Path home() {
    return directory.resolve("home");
  }

  private ChildJvm.Plan host(Class<?> main) {
    return ChildJvm.of(main).home(home());
  }

  private Optional<Integer> saved(Path home) {
    return SnapshotStore.directory(home.resolve("images"))
        .open(StartFrom.NEWEST)
        .flatMap(image -> image.section("runs"))
        .map(section -> section.decode(StateCodec.smile(Integer.class)));
  }

  private Optional<Integer> saved() {
    return saved(home());
  }

  private void run(int times) throws Exception {
    for (int i = 0; i < times; i++) {
      try (ChildJvm child = host(Hosts.Closing.class).start()) {
        assertThat(child.exitCode()).isZero();
      }
    }
  }

  private int endOf(Class<?> main) throws Exception {
    try (ChildJvm child = host(main).start()) {
      return child.exitCode();
    }
  }

  @Test
  void theProcessStaysWhenMainReturnsAndSigtermSavesAndEndsItWithZero() throws Exception {
    try (ChildJvm child = host(Hosts.Plain.class).start()) {
      child.awaitLine("main returns");
      assertThat(child.isAlive()).isTrue();

      child.signal("TERM");

      assertThat(child.exitCode()).isZero();
      assertThat(child.output())
          .anyMatch(line -> line.contains("Stop of host asked by SIGTERM"))
          .anyMatch(line -> line.matches(".*host: Saved image 1, stopped in .*, exit code 0"));
      assertThat(child.errors()).isEmpty();
    }
    assertThat(saved()).contains(1);
  }

  @Test
  void sigintSavesAndEndsItWithZero() throws Exception {
    Signals.assumeThatTheyCanBeReset();
    try (ChildJvm child =
        host(Hosts.Plain.class).wrappedBy("env", "--default-signal=INT").start()) {
      child.awaitLine("main returns").signal("INT");

      assertThat(child.exitCode()).isZero();
    }
    assertThat(saved()).contains(1);
  }

  @Test
  void sighupKeepsItsExitCodeAndTheHookSaves() throws Exception {
    Signals.assumeThatTheyCanBeReset();
    try (ChildJvm child =
        host(Hosts.Plain.class).wrappedBy("env", "--default-signal=HUP").start()) {
      child.awaitLine("main returns").signal("HUP");

      assertThat(child.exitCode()).isEqualTo(129);
    }
    assertThat(saved()).contains(1);
  }

  @Test
  void aSecondSignalWatchesTheSameStop() throws Exception {
    try (ChildJvm child = host(Hosts.Plain.class).start()) {
      child.awaitLine("main returns").signal("TERM").signal("TERM");

      assertThat(child.exitCode()).isIn(0, 143); // 143 only when the process was gone already
    }
    assertThat(saved()).contains(1);
  }

  @Test
  void mainThatDiesBeforeItIsReadyEndsTheProcessUnsaved() throws Exception {
    try (ChildJvm child = host(Hosts.Unready.class).start()) {
      assertThat(child.exitCode()).isEqualTo(1);
      assertThat(child.errors())
          .anyMatch(line -> line.contains("java.lang.IllegalStateException: no such table"));
    }
    assertThat(home().resolve("images")).doesNotExist();
    assertThat(home().resolve("last-stop.json"))
        .content()
        .contains("main, which ended with java.lang.IllegalStateException: no such table");
  }

  @Test
  void mainThatDiesWhenItIsReadyEndsTheProcessSaved() throws Exception {
    assertThat(endOf(Hosts.Ready.class)).isEqualTo(1);
    assertThat(saved()).contains(1);
  }

  @Test
  void aComponentThatCannotStartEndsTheProcessWithItsTrace() throws Exception {
    try (ChildJvm child = host(Hosts.Unstartable.class).start()) {
      assertThat(child.exitCode()).isEqualTo(1);
      assertThat(child.errors())
          .anyMatch(line -> line.contains("Component \"db\" could not be started"))
          .anyMatch(line -> line.contains("Caused by: java.lang.IllegalStateException: no such"))
          .anyMatch(line -> line.contains("at io.liveimage.Hosts"));
    }
    assertThat(home().resolve("images")).doesNotExist();
  }

  @Test
  void aHostThatDoesWithoutIsNotEndedByUs() throws Exception {
    try (ChildJvm child = host(Hosts.Fallback.class).start()) {
      assertThat(child.exitCode()).isEqualTo(1);
      assertThat(child.output()).anyMatch(line -> line.startsWith("without a host: Component"));
      assertThat(child.errors().get(0))
          .isEqualTo(
              "Exception in thread \"main\" java.lang.IllegalStateException: something else");
    }
  }

  @Test
  void aBadSettingIsOneClearLine() throws Exception {
    try (ChildJvm child =
        host(Hosts.Plain.class).variable("LIVEIMAGE_START", "yesterday").start()) {
      assertThat(child.exitCode()).isEqualTo(ExitCodes.CONFIGURATION);
      assertThat(child.errors())
          .containsExactly(
              "host cannot start: Setting liveimage.start is \"yesterday\" (environment variable"
                  + " LIVEIMAGE_START). Expected newest, previous, empty, or the number of an"
                  + " image.");
    }
  }

  @Test
  void aBadHomeIsOneClearLine() throws Exception {
    Path file = Files.createFile(directory.resolve("file"));
    try (ChildJvm child = ChildJvm.of(Hosts.Plain.class).home(file).start()) {
      assertThat(child.exitCode()).isEqualTo(ExitCodes.CONFIGURATION);
      assertThat(child.errors()).hasSize(1);
      assertThat(child.errors().get(0)).startsWith("host cannot start: ").contains("" + file);
    }
  }

  @Test
  void aSecondProcessIsRefusedAndTheFirstUnharmed() throws Exception {
    try (ChildJvm first = host(Hosts.Plain.class).start()) {
      first.awaitLine("main returns");
      try (ChildJvm second = host(Hosts.Plain.class).start()) {
        assertThat(second.exitCode()).isEqualTo(1);
        assertThat(second.errors()).hasSize(1);
        assertThat(second.errors().get(0))
            .startsWith("host cannot start: already running as pid " + first.pid());
      }

      assertThat(first.isAlive()).isTrue();
      assertThat(home().resolve("pid")).hasContent("" + first.pid());
      assertThat(first.signal("TERM").exitCode()).isZero();
    }
    assertThat(saved()).contains(1);
  }

  @Test
  void systemExitStopsTheHostAndKeepsItsStatus() throws Exception {
    try (ChildJvm child = host(Hosts.Exiting.class).start()) {
      assertThat(child.exitCode()).isEqualTo(3);
      assertThat(child.output()).contains("db stopped");
    }
    assertThat(saved()).contains(1);
  }

  @Test
  void systemExitInALateStartStopsTheRestAndKeepsItsStatus() throws Exception {
    try (ChildJvm child = host(Hosts.ExitingInLateStart.class).start()) {
      assertThat(child.exitCode()).isEqualTo(3);
      assertThat(child.output()).contains("db stopped");
    }
    assertThat(saved()).contains(1);
  }

  @Test
  void systemExitInALateRestoreLosesNothing() throws Exception {
    run(1);

    assertThat(endOf(Hosts.ExitingInRestore.class)).isEqualTo(3);

    assertThat(saved()).contains(1);
    assertThat(home().resolve("images/0000002")).isDirectory();
  }

  @Test
  void systemExitInAStartEndsTheProcessUnsaved() throws Exception {
    assertThat(endOf(Hosts.ExitingInStart.class)).isEqualTo(3);
    assertThat(home().resolve("images")).doesNotExist();
  }

  @Test
  void systemExitInAStopEndsTheProcessSaved() throws Exception {
    try (ChildJvm child = host(Hosts.ExitingInStop.class).start()) {
      child.awaitLine("main returns").signal("TERM");

      assertThat(child.exitCode()).isEqualTo(4);
      assertThat(child.output())
          .anyMatch(line -> line.contains("Component db has called System.exit and is given up"))
          .anyMatch(line -> line.contains("Saved image 1, stopped in "));
      assertThat(child.errors())
          .hasSize(1)
          .allMatch(line -> line.startsWith("host: Saved image 1, stopped in "));
    }
    assertThat(saved()).contains(1);
  }

  @Test
  void systemExitInAStopThatAnExitHasCausedKeepsTheFirstStatus() throws Exception {
    assertThat(endOf(Hosts.ExitingTwice.class)).isEqualTo(3);
    assertThat(saved()).contains(1);
  }

  @Test
  void systemExitInAListenerEndsTheProcess() throws Exception {
    assertThat(endOf(Hosts.ExitingInListener.class)).isEqualTo(3);
  }

  @Test
  void aHaltLosesTheRunAndNothingElse() throws Exception {
    run(1);

    assertThat(endOf(Hosts.Halting.class)).isEqualTo(5);

    assertThat(saved()).contains(1);
    run(1);
    assertThat(saved()).contains(2);
  }

  @Test
  void aHungComponentIsNamedAndTheProcessForcedToEnd() throws Exception {
    try (ChildJvm child = host(Hosts.Hanging.class).start()) {
      child.awaitLine("main returns").signal("TERM");

      assertThat(child.exitCode()).isEqualTo(ExitCodes.FORCED);
      assertThat(child.output())
          .anyMatch(line -> line.endsWith("host did not stop in time. It hangs in: stop http"))
          .anyMatch(line -> line.contains("io.liveimage.Hosts.hang("));
    }
    assertThat(saved()).contains(1);
    assertThat(home().resolve("last-stop.json"))
        .content()
        .contains("\"outcome\" : \"forced\"", "\"exitCode\" : 70", "\"image\" : 1");
  }

  @Test
  void aHungListenerDoesNotKeepTheProcessFromBeingForced() throws Exception {
    try (ChildJvm child = host(Hosts.HangingListener.class).start()) {
      child.awaitLine("main returns").signal("TERM");

      assertThat(child.exitCode()).isEqualTo(ExitCodes.FORCED);
    }
  }

  @Test
  void aHungShutdownHookIsNamedAndTheProcessEndsAsItWasTold() throws Exception {
    try (ChildJvm child = host(Hosts.HangingHook.class).start()) {
      child.awaitLine("main returns").signal("TERM");

      assertThat(child.exitCode()).isZero();
      assertThat(child.output())
          .anyMatch(line -> line.contains("It hangs in: the end of the process"))
          .anyMatch(line -> line.startsWith("\"foreign hook\""));
    }
    assertThat(saved()).contains(1);
  }

  @Test
  void aHungStartIsNamedAndForcedToEndByAStop() throws Exception {
    try (ChildJvm child = host(Hosts.HangingStart.class).start()) {
      child.awaitLine("starting").signal("TERM");

      assertThat(child.exitCode()).isEqualTo(ExitCodes.FORCED);
      assertThat(child.output())
          .anyMatch(line -> line.endsWith("It hangs in: start"))
          .anyMatch(line -> line.contains("io.liveimage.Hosts.hang("));
    }
    assertThat(home().resolve("images")).doesNotExist();
  }

  @Test
  void aSignalEndsTheProcessEvenIfTheImageCannotBeSaved() throws Exception {
    run(1);
    try (ChildJvm child = host(Hosts.Unsavable.class).start()) {
      child.awaitLine("main returns").signal("TERM");

      assertThat(child.exitCode()).isEqualTo(ExitCodes.NOT_SAVED);
      assertThat(child.output()).contains("db stopped");
    }
    assertThat(saved()).contains(1);
    assertThat(home().resolve("images/0000002")).doesNotExist();
  }

  @Test
  void aStopDuringTheStartEndsItUnsaved() throws Exception {
    Path go = directory.resolve("go");
    try (ChildJvm child = host(Hosts.Waiting.class).argument(go).start()) {
      child.awaitLine("starting").signal("TERM").awaitLine("asked by SIGTERM");
      Files.createFile(go);

      assertThat(child.exitCode()).isZero();
      assertThat(child.output())
          .contains("disk stopped")
          .anyMatch(line -> line.contains("host: No image saved, stopped in"))
          .doesNotContain("main goes on");
      assertThat(child.errors()).isEmpty();
    }
    assertThat(home().resolve("images")).doesNotExist();
    assertThat(home().resolve("last-stop.json"))
        .content()
        .contains("\"requestedBy\" : \"SIGTERM\"", "\"exitCode\" : 0");
  }

  @Test
  void afterCloseTheProcessEndsByItself() throws Exception {
    try (ChildJvm child = host(Hosts.Closing.class).start()) {
      assertThat(child.exitCode()).isZero();
      assertThat(child.output()).endsWith("closed");
    }
    assertThat(saved()).contains(1);
  }

  @Test
  void oneSignalStopsAllHostsOfAProcess() throws Exception {
    Path one = directory.resolve("one");
    Path two = directory.resolve("two");
    try (ChildJvm child = ChildJvm.of(Hosts.Twins.class).argument(one).argument(two).start()) {
      child.awaitLine("main returns").signal("TERM");

      assertThat(child.exitCode()).isZero();
    }
    assertThat(saved(one)).contains(1);
    assertThat(saved(two)).contains(1);
  }

  @Test
  void whatIsRefusedSinceTheHostStopsIsNoFailure() throws Exception {
    try (ChildJvm child = host(Hosts.Registering.class).start()) {
      child.awaitLine("registering").signal("TERM");

      assertThat(child.exitCode()).isZero();
      assertThat(child.errors()).isEmpty();
    }
    assertThat(saved()).contains(1);
  }

  @Test
  void withoutSignalHandlersOfOursThatIsLogged() throws Exception {
    try (ChildJvm child = host(Hosts.Plain.class).option("-Xrs").start()) {
      child.awaitLine("main returns").signal("TERM");

      assertThat(child.exitCode()).isEqualTo(143);
      assertThat(child.output())
          .anyMatch(line -> line.contains("WARN") && line.contains("SIGTERM keeps the JVM's own"))
          .anyMatch(line -> line.contains("WARN") && line.contains("SIGINT keeps the JVM's own"));
    }
  }

  @Test
  void aHostThatDoesNotOwnItsProcessDoesNotEndIt() throws Exception {
    try (ChildJvm child = host(Hosts.Guest.class).start()) {
      assertThat(child.exitCode()).isEqualTo(7);
      assertThat(child.output()).anyMatch(line -> line.startsWith("still here after: Saved image"));
    }
  }

  @Test
  void theFirstStateDirectoryIsTheHome() throws Exception {
    Path state = directory.resolve("state");
    try (ChildJvm child =
        ChildJvm.of(Hosts.Bare.class)
            .workingDirectory(directory)
            .variable("STATE_DIRECTORY", state + ":/nowhere")
            .start()) {
      child.awaitLine("home " + state).signal("TERM");

      assertThat(child.exitCode()).isZero();
    }
    assertThat(state.resolve("images/0000001")).isDirectory();
    assertThat(directory.resolve(".liveimage")).doesNotExist();
  }

  @Test
  void aServiceManagerThatWaitsForANoticeIsMissedOnce() throws Exception {
    try (ChildJvm child =
        host(Hosts.Closing.class).variable("NOTIFY_SOCKET", "/run/systemd/notify").start()) {
      assertThat(child.exitCode()).isZero();
      assertThat(child.output())
          .filteredOn(line -> line.contains("WARN"))
          .singleElement()
          .asString()
          .contains("NOTIFY_SOCKET is set", "Add io.liveimage:liveimage-systemd", "Type=exec");
    }
  }

  @Test
  void theHomeIsInTheWorkingDirectoryWhenNothingElseIsSaid() throws Exception {
    try (ChildJvm child = ChildJvm.of(Hosts.Bare.class).workingDirectory(directory).start()) {
      child.awaitLine("Bare (pid ").signal("TERM");

      assertThat(child.exitCode()).isZero();
    }
    assertThat(directory.resolve(".liveimage/images/0000001")).isDirectory();
  }

  @Test
  void aDamagedImageIsSetAsideWithAWarningAndThePreviousOneIsUsed() throws Exception {
    run(2);
    damage(2);

    try (ChildJvm child = host(Hosts.Closing.class).start()) {
      assertThat(child.exitCode()).isZero();
      assertThat(child.output())
          .anyMatch(line -> line.contains("WARN") && line.contains("set aside as 0000002.broken"))
          .anyMatch(line -> line.startsWith("host (pid ") && line.endsWith("image 1)"));
    }
    assertThat(saved()).contains(2);
  }

  @Test
  void whenAllImagesAreDamagedTheMessageSaysHowToGoOn() throws Exception {
    run(1);
    damage(1);

    try (ChildJvm child = host(Hosts.Closing.class).start()) {
      assertThat(child.exitCode()).isEqualTo(ExitCodes.CONFIGURATION);
      assertThat(child.errors()).hasSize(1);
      assertThat(child.errors().get(0))
          .startsWith("host cannot start: There is no valid image in ")
          .contains("0000001.broken", "liveimage.start=empty");
    }
    try (ChildJvm child = host(Hosts.Closing.class).option("-Dliveimage.start=empty").start()) {
      assertThat(child.exitCode()).isZero();
    }
    assertThat(saved()).contains(1);
  }

  private void damage(int generation) throws IOException {
    Path section = home().resolve("images/000000" + generation + "/runs.smile");
    Files.write(section, new byte[] {1}, StandardOpenOption.APPEND);
  }
}
