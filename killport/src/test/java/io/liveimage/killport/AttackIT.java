package io.liveimage.killport;

import static org.assertj.core.api.Assertions.assertThat;

import io.liveimage.killport.Attack.Who;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Processes that do to the port what they should not, many at once. None of them may stop the host,
 * and meanwhile its owner can.
 */
@Timeout(120)
class AttackIT {
  private static final String ANY_PORT = "liveimage.killport=0";
  private static final String TYPED = "liveimage.killport.trigger=line";

  @TempDir Path home;

  @BeforeEach
  void peersCanBeProved() {
    Requirement.linux();
    Requirement.program("nc");
  }

  private static ChildProcess attack(Who who, String kind, RunningGuest guest, int count)
      throws IOException {
    ChildProcess attack = Attack.by(who, kind, guest, count);
    assertThat(attack.line()).startsWith("did ");
    return attack;
  }

  @ParameterizedTest
  @ValueSource(strings = {"liveimage.killport.trigger=connect", TYPED})
  void fiveThousandConnectionsOfAnotherUser(String trigger) throws Exception {
    TimedStop.assertNotDelayedBy(
        "5,000 connections of nobody, " + trigger,
        guest -> attack(Who.NOBODY, "silent", guest, 5_000),
        home,
        ANY_PORT,
        trigger);
  }

  @Test
  void stopsThatAnotherUserWritesAndClosesAtOnce() throws Exception {
    try (RunningGuest guest = RunningGuest.with(home, ANY_PORT);
        ChildProcess races = Attack.by(Who.NOBODY, "race", guest, 200)) {
      for (int i = 20; i <= 200; i += 20) {
        assertThat(races.line()).isEqualTo("did " + i);
      }
      assertThat(races.line()).isEqualTo("done");

      guest.assertRunsOn();
      guest.assertIsRunning();
    }
  }

  @Test
  void stopsOfAnotherUserWithoutEnd() throws Exception {
    TimedStop.assertNotDelayedBy(
        "races of nobody without end",
        guest -> attack(Who.NOBODY, "race", guest, 20_000),
        home,
        ANY_PORT);
  }

  @Test
  void twoThousandSilentConnectionsOfTheSameUserWhereAStopIsTyped() throws Exception {
    TimedStop.assertNotDelayedBy(
        "2,000 silent connections, trigger=line",
        guest -> attack(Who.SAME_USER, "silent", guest, 2_000),
        home,
        ANY_PORT,
        TYPED);
  }

  @Test
  void garbageAndADripOfTheSameUser() throws Exception {
    TimedStop.assertNotDelayedBy("garbage and a drip", this::garbageAndDrip, home, ANY_PORT);
  }

  private AutoCloseable garbageAndDrip(RunningGuest guest) throws IOException {
    ChildProcess drip = attack(Who.SAME_USER, "drip", guest, 1_000);
    assertThat(drip.line()).isEqualTo("did 2"); // so the time to cancel is over
    ChildProcess garbage = attack(Who.SAME_USER, "garbage", guest, 1_000_000);
    return () -> {
      drip.close();
      garbage.close();
    };
  }

  @Test
  void silentConnectionsOfTheHostItselfAndOfABrowser() throws Exception {
    TimedStop.assertNotDelayedBy(
        "the host itself, a browser", this::selfAndBrowser, home, ANY_PORT);
  }

  private AutoCloseable selfAndBrowser(RunningGuest guest) throws IOException {
    guest.process().say("connect");
    assertThat(guest.awaitLine("told myself: ")).endsWith("Type stop to save and stop guest.");
    Path browser = Files.createSymbolicLink(home.resolve("chromium-browser"), Path.of("/bin/bash"));
    ChildProcess silent =
        ChildProcess.of(
            browser.toString(),
            "-c",
            "exec 3<>/dev/tcp/127.0.0.1/$0; read -u 3 a; echo $a; read -u 3 b",
            guest.port());
    assertThat(silent.line()).isEqualTo("Type stop to save and stop guest.");
    Files.delete(browser);
    return silent;
  }

  @Test
  void versionScanWhereAStopIsTyped() throws Exception {
    Requirement.program("nmap");
    List<String> scan = new ArrayList<>(List.of("nmap", "-n", "-Pn", "-sV", "-p"));
    try (RunningGuest guest = RunningGuest.with(home, ANY_PORT, TYPED)) {
      scan.addAll(List.of(guest.port(), "--version-light", "127.0.0.1"));
      try (ChildProcess nmap = ChildProcess.withoutInput(scan.toArray(String[]::new))) {
        assertThat(nmap.rest()).anyMatch(line -> line.matches("\\d+/tcp open .*"));
      }
      guest.assertRunsOn();
      guest.assertIsRunning();
    }
  }

  /** They take a part of them only, and the stop takes that back. */
  @ParameterizedTest
  @ValueSource(strings = {"silent", "race"})
  void strangersWhereTheHostMayHaveFewFilesOpen(String kind) throws Exception {
    Requirement.program("prlimit");
    try (RunningGuest guest =
            RunningGuest.under(List.of("prlimit", "--nofile=100"), home, ANY_PORT);
        ChildProcess strangers = attack(Who.NOBODY, kind, guest, 3_000);
        ChildProcess owner = ChildProcess.of("nc", "127.0.0.1", guest.port())) {
      assertThat(owner.line()).startsWith("Stopping guest ");

      assertThat(owner.rest()).last().asString().startsWith("Saved image 1, ");
      assertThat(guest.process().awaitExit()).isZero();
      assertThat(strangers.pid()).isPositive();
    }
  }

  /** As many as a connection and the look at its owner take are kept aside. */
  @Test
  void hostThatHasNoFileLeftStillKnowsItsOwner() throws Exception {
    Requirement.program("prlimit");
    try (RunningGuest guest =
        RunningGuest.under(List.of("prlimit", "--nofile=200"), home, ANY_PORT)) {
      guest.awaitLine("DEBUG KillPort: The kill port has rehearsed");
      guest.process().say("open files");
      guest.awaitLine("opened all files: ");
      try (ChildProcess owner = ChildProcess.of("nc", "127.0.0.1", guest.port())) {
        assertThat(owner.line()).startsWith("Stopping guest ");
        owner.say("status");
        assertThat(owner.rest()).last().asString().endsWith(", running");
      }
    }
  }
}
