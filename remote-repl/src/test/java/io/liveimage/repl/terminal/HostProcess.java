package io.liveimage.repl.terminal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.liveimage.Lifecycle;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** A host in a process of its own, with a {@code counter}. */
public final class HostProcess implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final Process process;
  private final Path home;
  private final Path log;

  private HostProcess(Process process, Path home, Path log) {
    this.process = process;
    this.home = home;
    this.log = log;
  }

  /** Is the host. */
  public static void main(String[] args) {
    Lifecycle lifecycle = Lifecycle.builder().name("counting").home(Path.of(args[0])).start();
    lifecycle.bind("counter", new AtomicInteger());
  }

  static HostProcess start(Path directory) throws IOException {
    Path home = directory.resolve("home");
    File log = directory.resolve("log").toFile();
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Dliveimage.repl.port=0",
                "-cp",
                System.getProperty("java.class.path"),
                HostProcess.class.getName(),
                home.toString())
            .redirectErrorStream(true)
            .redirectOutput(log)
            .start();
    HostProcess host = new HostProcess(process, home, log.toPath());
    await().atMost(PATIENCE).until(() -> Files.exists(home.resolve("repl.port")) || host.isDead());
    assertThat(host.isDead()).describedAs(Files.readString(host.log)).isFalse();
    return host;
  }

  private boolean isDead() {
    return !process.isAlive();
  }

  String port() throws IOException {
    return Files.readString(home.resolve("repl.port")).strip();
  }

  String token() throws IOException {
    return Files.readString(home.resolve("token")).strip();
  }

  String log() throws IOException {
    return Files.readString(log);
  }

  /** Stops the process where it is, or lets it go on: signals STOP and CONT. */
  void signal(String name) throws Exception {
    Tool.run("", "kill", "-" + name, String.valueOf(process.pid()));
  }

  /** Returns what the host thinks of an expression. */
  String ask(String expression) throws Exception {
    String said = Tool.run(expression + "\n", "nc", "-N", "127.0.0.1", port());
    return said.substring(said.indexOf(Conversation.PROMPT))
        .replace(Conversation.PROMPT, "")
        .strip();
  }

  @Override
  public void close() throws Exception {
    process.destroy();
    boolean ended = process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    process.destroyForcibly();
    assertThat(ended).describedAs(Files.readString(log)).isTrue();
    assertThat(process.exitValue()).describedAs(Files.readString(log)).isZero();
  }
}
