package io.liveimage.killport;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Clients of other processes that stop nothing; all of them meet the same host. */
@Timeout(30)
class HarmlessClientIT {
  @TempDir static Path home;

  private static RunningGuest guest;

  @BeforeAll
  static void start() throws IOException {
    Requirement.linux();
    guest = RunningGuest.in(home);
  }

  @AfterAll
  static void close() throws IOException, InterruptedException {
    if (guest != null) {
      guest.close();
    }
  }

  private static ChildProcess client(String... command) throws IOException {
    Requirement.program(command[0]);
    return ChildProcess.withoutInput(command);
  }

  @Test
  void portProbeStopsNothing() throws Exception {
    try (ChildProcess probe = client("nc", "-z", "127.0.0.1", guest.port())) {
      assertThat(probe.awaitExit()).isZero();

      guest.assertRunsOnAfterAConnection();
    }
  }

  @Test
  void connectScanStopsNothing() throws Exception {
    try (ChildProcess scan = client("nmap", "-n", "-Pn", "-sT", "-p", guest.port(), "127.0.0.1")) {
      assertThat(scan.rest()).anyMatch(line -> line.matches("\\d+/tcp open .*"));

      guest.assertRunsOnAfterAConnection();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"http", "https"})
  void webClientStopsNothing(String scheme) throws Exception {
    String address = "%s://127.0.0.1:%s/".formatted(scheme, guest.port());
    try (ChildProcess curl = client("curl", "-sS", "--max-time", "10", address)) {
      assertThat(curl.awaitExit()).isNotZero();

      guest.assertRunsOnAfterAConnection();
    }
  }

  @Test
  void redisClientStopsNothing() throws Exception {
    try (ChildProcess redis = client("redis-cli", "-h", "127.0.0.1", "-p", guest.port(), "PING")) {
      assertThat(redis.awaitExit()).isNotZero();

      guest.assertRunsOnAfterAConnection();
    }
  }

  @Test
  void sshClientStopsNothing() throws Exception {
    try (ChildProcess ssh =
        client(
            "ssh",
            "-o",
            "BatchMode=yes",
            "-o",
            "ConnectTimeout=5",
            "-p",
            guest.port(),
            "127.0.0.1")) {
      assertThat(ssh.awaitExit()).isNotZero();

      guest.assertRunsOnAfterAConnection();
    }
  }

  /** Bash answers the first line faster than this test could. */
  @ParameterizedTest
  @ValueSource(strings = {"INT", "TERM", "KILL"})
  void clientThatIsEndedWithinTheWindowStopsNothing(String signal) throws Exception {
    Requirement.program("nc");
    String script =
        """
        coproc client { exec env --default-signal=INT nc 127.0.0.1 %s; }
        read -r line <&"${client[0]}"
        echo "$line"
        kill -%s "$client_PID"
        """
            .formatted(guest.port(), signal);
    try (ChildProcess shell = client("bash", "-c", script)) {
      assertThat(shell.line()).startsWith("Stopping guest ").endsWith(", close to cancel");

      guest.assertRunsOnAfterAConnection();
    }
  }

  @Test
  void halfALineStopsNothing() throws Exception {
    try (ChildProcess shell =
        client("bash", "-c", "exec 3<>/dev/tcp/127.0.0.1/$0; printf sto >&3", guest.port())) {
      assertThat(shell.awaitExit()).isZero();

      guest.assertRunsOnAfterAConnection();
    }
  }

  @Test
  void statusOfAnotherProcessStopsNothing() throws Exception {
    try (ChildProcess shell =
        client(
            "bash",
            "-c",
            "exec 3<>/dev/tcp/127.0.0.1/$0; echo status >&3; cat <&3",
            guest.port())) {
      assertThat(shell.rest()).last().asString().matches("guest \\(pid \\d+, .*\\), running");

      guest.assertRunsOnAfterAConnection();
    }
  }

  @Test
  void silentClientOfAnotherUserIsAskedForTheToken() throws Exception {
    Requirement.root();
    Requirement.program("setpriv");
    try (ChildProcess nobody =
        client(
            Stream.of("setpriv --reuid=65534 --clear-groups nc -d 127.0.0.1 " + guest.port())
                .flatMap(line -> Stream.of(line.split(" ")))
                .toArray(String[]::new))) {
      assertThat(nobody.line())
          .isEqualTo("Send: stop <token>, from the file token in the run directory of guest.");
    }
    guest.assertRunsOnAfterAConnection();
  }

  @Test
  void hostThatConnectsToItselfStopsNothing() throws Exception {
    guest.process().say("connect");

    assertThat(guest.awaitLine("told myself: ")).endsWith("Type stop to save and stop guest.");
    assertThat(guest.awaitLine("told myself then: ")).endsWith("[]");
    guest.assertRunsOnAfterAConnection();
  }
}
