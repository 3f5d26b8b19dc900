package io.liveimage.examples.hello;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The executable jar as a user runs it: real processes, real ports, real kills. */
class HelloIT {
  private static final int ROUNDS = 20;

  @TempDir Path directory;

  @Test
  void stateAndDefinitionsSurviveAKillPortStop() throws Exception {
    Path home = directory.resolve("home");
    try (HelloProcess hello = HelloProcess.start(home)) {
      assertThat(hello.eval("counter.increment()")).isEqualTo("==> 1");
      assertThat(hello.eval("int twice(int n) { return 2 * n; }"))
          .isEqualTo("|  created method twice(int)");
      assertThat(hello.eval("twice(counter.increment())")).isEqualTo("==> 4");

      String farewell = hello.stop();

      assertThat(hello.awaitExit()).isZero();
      assertThat(farewell.lines())
          .anyMatch(
              line -> line.startsWith("Saving image and shutting down hello (pid " + hello.pid()))
          .anyMatch(line -> line.matches("  save   counter    .*"))
          .anyMatch(line -> line.matches("Saved image 1, stopped in .*, exit code 0"));
    }
    try (HelloProcess hello = HelloProcess.start(home)) {
      assertThat(hello.eval("counter.value()")).isEqualTo("==> 2");
      assertThat(hello.eval("twice(counter.increment())")).isEqualTo("==> 6");
      assertThat(hello.eval("lifecycle.generation()")).isEqualTo("==> OptionalLong[1]");
    }
  }

  @Test
  void noIncrementIsLostInTwentyStopsAndStarts() throws Exception {
    for (int round = 1; round <= ROUNDS; round++) {
      try (HelloProcess hello = HelloProcess.start(directory.resolve("home"))) {
        assertThat(hello.eval("counter.increment()")).isEqualTo("==> " + round);

        assertThat(hello.stop()).contains("Saved image " + round);

        assertThat(hello.awaitExit()).isZero();
      }
    }
  }

  /** Every round ends in a kill at a random moment between the begin of the stop and its end. */
  @Test
  void killsDuringASaveNeverBreakTheNextStart() throws Exception {
    Random random = new Random(4045);
    int saved = 0;
    for (int round = 1; round <= ROUNDS; round++) {
      try (HelloProcess hello = HelloProcess.start(directory.resolve("home"))) {
        int resumed = value(hello.eval("counter.value()"));
        assertThat(resumed).as("value after round %d", round).isBetween(saved, saved + 1);
        saved = resumed;
        assertThat(hello.eval("counter.increment()")).isEqualTo("==> " + (resumed + 1));

        boolean acknowledged = killWhileStopping(hello, random.nextInt(400));

        hello.awaitExit();
        saved = acknowledged ? resumed + 1 : saved;
      }
    }
  }

  private static int value(String answer) {
    return Integer.parseInt(answer.substring("==> ".length()));
  }

  /** Kills some time after the stop began; returns whether the client was told of a saved image. */
  private static boolean killWhileStopping(HelloProcess hello, int millis) throws Exception {
    try (Socket socket = hello.connect("killport")) {
      HelloProcess.readUntil(socket.getInputStream(), "shutting down hello");
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(millis));
      hello.kill();
      return restOf(socket).contains("Saved image");
    }
  }

  private static String restOf(Socket socket) throws IOException {
    try {
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    } catch (SocketException e) {
      return ""; // reset by the kill
    }
  }

  @Test
  void aSecondProcessOnTheSameRunDirectoryIsRefused() throws Exception {
    Path home = directory.resolve("home");
    try (HelloProcess first = HelloProcess.start(home);
        HelloProcess second = HelloProcess.launch(home, "0", "0")) {
      assertThat(second.awaitExit()).isEqualTo(1);
      assertThat(second.restOfLog())
          .contains("already running as pid " + first.pid())
          .doesNotContain("\tat ");

      assertThat(first.eval("counter.increment()")).isEqualTo("==> 1");
    }
  }

  @Test
  void aTakenPortIsAClearError() throws Exception {
    try (HelloProcess first = HelloProcess.start(directory.resolve("first"))) {
      String taken = String.valueOf(first.port("repl"));
      try (HelloProcess second = HelloProcess.launch(directory.resolve("second"), "0", taken)) {
        assertThat(second.awaitExit()).isEqualTo(1);
        assertThat(second.restOfLog())
            .contains("REPL port " + taken)
            .contains("LIVEIMAGE_REPL_PORT")
            .doesNotContain("\tat ");
      }
    }
  }

  @Test
  void aBadSettingIsAClearErrorWithItsExitCode() throws Exception {
    try (HelloProcess hello = HelloProcess.launch(directory.resolve("home"), "many", "0")) {
      assertThat(hello.awaitExit()).isEqualTo(78);
      assertThat(hello.restOfLog())
          .contains("liveimage.killport is \"many\" (environment variable LIVEIMAGE_KILLPORT)")
          .doesNotContain("\tat ");
    }
  }

  @Test
  void aDamagedImageIsSetAsideAndTheOneBeforeIsUsed() throws Exception {
    Path home = directory.resolve("home");
    for (int round = 1; round <= 2; round++) {
      try (HelloProcess hello = HelloProcess.start(home)) {
        hello.eval("counter.increment()");
        hello.stop();
        hello.awaitExit();
      }
    }
    Files.writeString(home.resolve("images/0000002/counter.smile"), "damaged");

    try (HelloProcess hello = HelloProcess.start(home)) {
      assertThat(hello.eval("counter.value()")).isEqualTo("==> 1");
      assertThat(home.resolve("images/0000002.broken")).isDirectory();
    }
  }

  @Test
  void evaluatesWhatIsPipedInAndEnds() throws Exception {
    try (HelloProcess hello = HelloProcess.start(directory.resolve("home"));
        Socket socket = hello.connect("repl")) {
      socket
          .getOutputStream()
          .write("counter.increment()\ncounter.value()".getBytes(StandardCharsets.UTF_8));
      socket.shutdownOutput();

      String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

      assertThat(answer).containsSubsequence("live> ==> 1\n", "live> ==> 1\n");
    }
  }
}
