package io.liveimage.killport;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The unix-domain socket, beside the port and where there is no other way. */
@Timeout(60)
class SocketIT {
  @TempDir Path given;
  private Path home;

  @BeforeEach
  void needsNetcat() throws IOException {
    Requirement.linux();
    Requirement.program("nc");
    home = given.toRealPath().resolve(".liveimage");
  }

  private ChildProcess netcat(Path directory) throws IOException {
    return ChildProcess.of("nc", "-U", directory.resolve("killport.sock").toString());
  }

  private static void assertStops(RunningGuest guest, List<String> told) throws Exception {
    assertThat(told.get(0))
        .isEqualTo("Saving image and shutting down guest (pid %d)", guest.process().pid());
    assertThat(told).last().asString().startsWith("Saved image ");
    assertThat(guest.process().awaitExit()).isZero();
  }

  @Test
  void silentClientStopsTheHostAndSeesHow() throws Exception {
    try (RunningGuest guest = RunningGuest.in(home);
        ChildProcess client = netcat(home)) {
      assertThat(client.line()).startsWith("Stopping guest ").endsWith(", close to cancel");

      assertStops(guest, client.rest());

      assertThat(client.awaitExit()).isZero();
      assertThat(home.resolve("killport.sock")).doesNotExist();
      assertThat(home.resolve("last-stop.json")).content().contains(", unix socket\"");
    }
  }

  @Test
  void clientThatIsGoneWithinTheWindowStopsNothing() throws Exception {
    try (RunningGuest guest = RunningGuest.in(home);
        ChildProcess client = netcat(home)) {
      assertThat(client.line()).startsWith("Stopping guest ");

      client.close();

      guest.assertRunsOnAfterAConnection();
    }
  }

  @Test
  void clientThatEndsItsInputAndListensStopsTheHost() throws Exception {
    try (RunningGuest guest = RunningGuest.in(home);
        ChildProcess client =
            ChildProcess.withoutInput("nc", "-NU", home.resolve("killport.sock").toString())) {
      assertThat(client.line()).startsWith("Stopping guest ");

      assertStops(guest, client.rest());
    }
  }

  @Test
  void socketIsTheOnlyWayWhereThePortIsOff() throws Exception {
    try (RunningGuest guest =
        RunningGuest.with(home, "liveimage.killport=off", "liveimage.killport.socket=on")) {
      guest.awaitLine("start 1 on port off");
      assertThat(home.resolve("killport.port")).doesNotExist();
      try (ChildProcess client = netcat(home)) {
        assertThat(client.line()).startsWith("Stopping guest ");
        assertStops(guest, client.rest());
      }
    }
  }

  @Test
  void longPathLeadsToAShortOneAndAKilledHostLeavesNothingBehindForLong() throws Exception {
    Path deep = home.resolve("x".repeat(100)).resolve(".liveimage");
    Path left;
    try (RunningGuest killed = RunningGuest.in(deep)) {
      left = deep.resolve("killport.sock").toRealPath();
      assertThat(killed.process().pid()).isPositive();
    }
    assertThat(left).exists();
    try (RunningGuest guest = RunningGuest.in(deep)) {
      assertThat(left.getParent()).doesNotExist();
      Path place = deep.resolve("killport.sock").toRealPath();
      try (ChildProcess client = ChildProcess.of("nc", "-U", place.toString())) {
        assertThat(client.line()).startsWith("Stopping guest ");
        assertStops(guest, client.rest());
      }
      assertThat(place.getParent()).doesNotExist();
    }
  }

  @Test
  void anotherUserCannotEvenKnock() throws Exception {
    Requirement.root();
    Requirement.program("setpriv");
    try (RunningGuest guest = RunningGuest.in(home)) {
      Path socket = home.resolve("killport.sock");
      try (ChildProcess nobody = StopIT.nobody("nc", "-U", socket.toString())) {
        assertThat(nobody.rest()).singleElement().asString().endsWith("Permission denied");
      }
      assertThat(guest.process().pid()).isPositive();
    }
  }

  /** As in a container without {@code /proc}, or on a system that has none. */
  @Test
  void hostThatCannotSeeWhoConnectsAsksForTheTokenAndNamesTheSocket() throws Exception {
    Requirement.root();
    Requirement.program("unshare");
    try (RunningGuest guest = withoutProc()) {
      assertThat(guest.awaitLine("INFO  Lifecycle: guest (pid "))
          .contains(
              "kill port 127.0.0.1:%s (needs: stop <the token in %s>, or nc -U %s)"
                  .formatted(guest.port(), home.resolve("token"), home.resolve("killport.sock")));
      try (ChildProcess client = ChildProcess.of("nc", "127.0.0.1", guest.port())) {
        assertThat(client.line())
            .isEqualTo("Send: stop <token>, from the file token in the run directory of guest.");
        client.say("stop");
        assertThat(client.rest()).singleElement().asString().startsWith("Nothing was stopped. ");
      }
      guest.assertRunsOn();
      try (ChildProcess client = netcat(home)) {
        assertThat(client.line()).startsWith("Stopping guest ");
        assertThat(client.rest()).last().asString().startsWith("Saved image 1, ");
      }
      assertThat(guest.process().awaitExit()).isZero();
    }
  }

  @Test
  void hostThatCannotSeeWhoConnectsStopsWithTheToken() throws Exception {
    Requirement.root();
    Requirement.program("unshare");
    try (RunningGuest guest = withoutProc();
        ChildProcess client = ChildProcess.of("nc", "127.0.0.1", guest.port())) {
      assertThat(client.line()).startsWith("Send: stop <token>");
      client.say("stop " + guest.token());

      assertThat(client.rest()).last().asString().startsWith("Saved image 1, ");
    }
  }

  /** Java itself is found by way of {@code /proc}, so it needs to be told where it is. */
  private RunningGuest withoutProc() throws IOException {
    String lib = Path.of(System.getProperty("java.home"), "lib").toString();
    List<String> command = new ArrayList<>(List.of("unshare", "--mount", "sh", "-c"));
    command.add("mount -t tmpfs none /proc && LD_LIBRARY_PATH=" + lib + " exec \"$0\" \"$@\"");
    command.addAll(
        ChildProcess.javaCommand(
            Guest.class, RunningGuest.arguments(home, "liveimage.killport=0")));
    return RunningGuest.started(home, ChildProcess.of(command.toArray(String[]::new)));
  }

  /** Others' processes are hidden, one's own are not. */
  @Test
  void unprivilegedHostUnderHidepidStillKnowsItsOwnUser() throws Exception {
    Requirement.root();
    Requirement.program("unshare");
    Requirement.program("setpriv");
    Files.setAttribute(given, "unix:uid", 4242);
    String proc = "mount -t proc -o hidepid=2 none /proc";
    String user = "setpriv --reuid=4242 --regid=4242 --clear-groups";
    String classPath = " --inh-caps=+dac_read_search --ambient-caps=+dac_read_search";
    List<String> command = new ArrayList<>(List.of("unshare", "--mount", "sh", "-c"));
    command.add(proc + " && exec " + user + classPath + " \"$0\" \"$@\"");
    command.addAll(
        ChildProcess.javaCommand(
            Guest.class, RunningGuest.arguments(home, "liveimage.killport=0")));
    try (RunningGuest guest =
            RunningGuest.started(home, ChildProcess.of(command.toArray(String[]::new)));
        ChildProcess client =
            ChildProcess.of(
                "setpriv",
                "--reuid=4242",
                "--regid=4242",
                "--clear-groups",
                "nc",
                "127.0.0.1",
                guest.port())) {
      assertThat(client.line()).startsWith("Stopping guest ");
      assertThat(client.rest()).last().asString().startsWith("Saved image 1, ");
    }
  }
}
