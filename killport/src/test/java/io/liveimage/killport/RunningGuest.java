package io.liveimage.killport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;

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
    return with(home, KillPortExtension.KEY + "=" + port);
  }

  static RunningGuest in(Path home) throws IOException {
    return in(home, 0);
  }

  /** Starts a guest with settings, each {@code key=value}. */
  static RunningGuest with(Path home, String... settings) throws IOException {
    return started(home, ChildProcess.java(Guest.class, arguments(home, settings)));
  }

  static Object[] arguments(Path home, String... settings) {
    return Stream.concat(Stream.of(home), Stream.of(settings)).toArray();
  }

  /** Starts a guest with a command that runs another, such as {@code prlimit}. */
  static RunningGuest under(List<String> command, Path home, String... settings)
      throws IOException {
    List<String> whole = new ArrayList<>(command);
    whole.addAll(ChildProcess.javaCommand(Guest.class, arguments(home, settings)));
    return started(home, ChildProcess.of(whole.toArray(String[]::new)));
  }

  static RunningGuest started(Path home, ChildProcess process) {
    RunningGuest guest = new RunningGuest(home, process);
    guest.awaitLine("start ");
    return guest;
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

  /** Was not stopped by anybody: a stop would have closed the port. */
  void assertIsRunning() {
    assertThat(lines).noneMatch(line -> line.contains("Saving image"));
    assertThat(process.isAlive()).isTrue();
  }

  List<String> linesLike(String part) {
    return lines.stream().filter(line -> line.contains(part)).toList();
  }

  /** Asks for the status with the token, which is always enough. */
  void assertRunsOn() throws IOException {
    try (Peer peer = Peer.connect(Integer.parseInt(port()))) {
      assertThat(peer.say("status " + token() + "\n").rest())
          .last()
          .asString()
          .endsWith(", running");
    }
  }

  @Override
  public void close() throws IOException, InterruptedException {
    process.close();
  }
}
