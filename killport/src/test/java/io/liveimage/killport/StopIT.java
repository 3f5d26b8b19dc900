package io.liveimage.killport;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Clients of other processes that stop the host, as they were meant to. */
@Timeout(30)
class StopIT {
  @TempDir Path home;

  @BeforeAll
  static void peersCanBeProved() {
    Requirement.linux();
  }

  private static void assertToldTheWholeStop(RunningGuest guest, List<String> told) {
    long pid = guest.process().pid();
    assertThat(told).hasSize(5);
    assertThat(told.get(0))
        .isEqualTo("Stopping guest (pid %d) in 300 ms, close to cancel".formatted(pid));
    assertThat(told.get(1))
        .isEqualTo("Saving image and shutting down guest (pid %d)".formatted(pid));
    assertThat(told.get(2)).matches("  save   starts     \\d+ B  \\d+ ms");
    assertThat(told.get(3)).matches("  stop   db         \\d+ ms");
    assertThat(told.get(4)).matches("Saved image \\d+, stopped in \\d+ ms, exit code 0");
  }

  static Stream<List<String>> silentClients() {
    return Stream.of(
        List.of("nc", "127.0.0.1", "PORT"),
        List.of("ncat", "--recv-only", "127.0.0.1", "PORT"),
        List.of("socat", "-u", "TCP:127.0.0.1:PORT", "STDOUT"),
        List.of("bash", "-c", "exec 3<>/dev/tcp/127.0.0.1/PORT; cat <&3"));
  }

  @ParameterizedTest
  @MethodSource("silentClients")
  void silentClientStopsTheHostAndSeesHow(List<String> command) throws Exception {
    Requirement.program(command.get(0));
    try (RunningGuest guest = RunningGuest.in(home);
        ChildProcess client = ChildProcess.of(to(guest, command))) {
      assertToldTheWholeStop(guest, client.rest());

      assertThat(client.awaitExit()).isZero();
      assertThat(guest.process().awaitExit()).isZero();
    }
  }

  static Stream<List<String>> clientsWithoutInput() {
    return Stream.of(
        List.of("nc", "-N", "127.0.0.1", "PORT"),
        List.of("socat", "-t5", "-", "TCP:127.0.0.1:PORT"));
  }

  @ParameterizedTest
  @MethodSource("clientsWithoutInput")
  void clientThatEndsItsInputAndListensStopsTheHost(List<String> command) throws Exception {
    Requirement.program(command.get(0));
    try (RunningGuest guest = RunningGuest.in(home);
        ChildProcess client = ChildProcess.withoutInput(to(guest, command))) {
      assertToldTheWholeStop(guest, client.rest());

      assertThat(guest.process().awaitExit()).isZero();
    }
  }

  private static String[] to(RunningGuest guest, List<String> command) throws IOException {
    String port = guest.port();
    return command.stream().map(word -> word.replace("PORT", port)).toArray(String[]::new);
  }

  @Test
  void typedStopNeedsNoWindow() throws Exception {
    Requirement.program("nc");
    try (RunningGuest guest = RunningGuest.in(home);
        ChildProcess client = ChildProcess.of("nc", "127.0.0.1", guest.port())) {
      client.say("stop");

      assertToldTheWholeStop(guest, client.rest());

      assertThat(guest.process().awaitExit()).isZero();
      assertThat(home.resolve("last-stop.json"))
          .content()
          .contains("kill port, pid %d (nc), uid ".formatted(client.pid()));
    }
  }

  @Test
  void twoWatchersBothSeeTheEnd() throws Exception {
    Requirement.program("nc");
    try (RunningGuest guest = RunningGuest.in(home);
        ChildProcess first = ChildProcess.of("nc", "127.0.0.1", guest.port());
        ChildProcess second = ChildProcess.of("nc", "127.0.0.1", guest.port())) {
      assertThat(first.line()).startsWith("Stopping guest ");
      assertThat(second.line()).startsWith("Stopping guest ");

      assertThat(first.rest()).last().asString().startsWith("Saved image 1, stopped in ");
      assertThat(second.rest()).last().asString().startsWith("Saved image 1, stopped in ");

      assertThat(guest.process().awaitExit()).isZero();
    }
  }

  @Test
  void nextStartGoesOnAtTheSamePortInTheMomentTheClientIsDone() throws Exception {
    Requirement.program("nc");
    int port = freePort();
    try (RunningGuest first = RunningGuest.in(home, port);
        ChildProcess client = ChildProcess.of("nc", "127.0.0.1", first.port())) {
      first.awaitLine("start 1 on port " + port);
      assertThat(client.rest()).last().asString().startsWith("Saved image 1, ");

      try (RunningGuest second = RunningGuest.in(home, port)) {
        assertThat(second.awaitLine("start 2 on port " + port)).endsWith(", image 1)");
        assertThat(first.process().awaitExit()).isZero();
      }
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  @Test
  void otherUserStopsWithTheTokenOnly() throws Exception {
    Requirement.root();
    Requirement.program("setpriv");
    Requirement.program("nc");
    try (RunningGuest guest = RunningGuest.in(home)) {
      String token = guest.token();
      try (ChildProcess nobody = nobody("nc", "127.0.0.1", guest.port())) {
        assertThat(nobody.line()).startsWith("Send: stop <token>");
        nobody.say("stop");
        assertThat(nobody.rest())
            .containsExactly(
                "Nothing was stopped. Expected stop, stop --discard, restart, save or status, followed by the"
                    + " token.");
      }
      guest.assertRunsOnAfterAConnection();

      try (ChildProcess nobody = nobody("nc", "127.0.0.1", guest.port())) {
        assertThat(nobody.line()).startsWith("Send: stop <token>");
        nobody.say("stop " + token);
        assertThat(nobody.rest()).last().asString().startsWith("Saved image 1, stopped in ");
      }
      assertThat(guest.process().awaitExit()).isZero();
    }
  }

  static ChildProcess nobody(String... command) throws IOException {
    return ChildProcess.of(
        Stream.concat(
                Stream.of("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"),
                Stream.of(command))
            .toArray(String[]::new));
  }
}
