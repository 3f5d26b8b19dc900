package io.liveimage.killport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A {@link Guest} that runs, until it is stopped or closed. */
final class RunningGuest implements AutoCloseable {
  private static final String CLOSED = "DEBUG KillPort: Connection to the kill port closed: ";

  private final Path home;
  private final ChildProcess process;
  private final List<String> lines = new CopyOnWriteArrayList<>();
  private int connectionsSoFar;

  private RunningGuest(Path home, ChildProcess process) {
    this.home = home;
    this.process = process;
    process.eachLine(lines::add);
  }

  static RunningGuest in(Path home, int port) throws IOException {
    RunningGuest guest = new RunningGuest(home, ChildProcess.java(Guest.class, home, port));
    guest.awaitLine("start ");
    return guest;
  }

  static RunningGuest in(Path home) throws IOException {
    return in(home, 0);
  }

  ChildProcess process() {
    return process;
  }

  String port() throws IOException {
    return Files.readString(home.resolve("killport.port")).strip();
  }

  String token() throws IOException {
    return Files.readString(home.resolve("token")).strip();
  }

  String awaitLine(String beginning) {
    awaitLines(beginning, 1);
    return lines.stream().filter(line -> line.startsWith(beginning)).findFirst().orElseThrow();
  }

  private void awaitLines(String beginning, int count) {
    await()
        .alias(count + " lines \"" + beginning + "\" of " + lines)
        .pollDelay(Duration.ZERO)
        .atMost(Duration.ofSeconds(15))
        .until(() -> lines.stream().filter(line -> line.startsWith(beginning)).count() >= count);
  }

  /** Waits until the kill port has closed one more connection; that was all it did. */
  void assertRunsOnAfterAConnection() throws IOException {
    awaitLines(CLOSED, ++connectionsSoFar);
    try (Peer peer = Peer.connect(Integer.parseInt(port()))) {
      assertThat(peer.say("status\n").rest()).last().asString().endsWith(", running");
    }
    awaitLines(CLOSED, ++connectionsSoFar);
  }

  @Override
  public void close() throws IOException, InterruptedException {
    process.close();
  }
}
