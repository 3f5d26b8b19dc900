package io.liveimage.repl.terminal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.liveimage.Lifecycle;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.UnaryOperator;

/** A host with a REPL in this process, whose end is checked to leave nothing behind. */
public final class Host implements AutoCloseable {
  private final Lifecycle lifecycle;
  private final int port;
  private final String token;

  private Host(Lifecycle lifecycle) throws IOException {
    this.lifecycle = lifecycle;
    this.port = Integer.parseInt(read("repl.port"));
    this.token = read("token");
  }

  public static Host start(Path home) throws IOException {
    return start(home, builder -> builder);
  }

  public static Host start(Path home, UnaryOperator<Lifecycle.Builder> parts) throws IOException {
    return new Host(parts.apply(builder(home)).start());
  }

  private static Lifecycle.Builder builder(Path home) {
    return Lifecycle.forTest(home)
        .name("tested")
        .set("liveimage.repl.port", "0")
        .set("liveimage.repl.warmup", "accept");
  }

  private String read(String file) throws IOException {
    return Files.readString(lifecycle.home().resolve(file)).strip();
  }

  public Lifecycle lifecycle() {
    return lifecycle;
  }

  int port() {
    return port;
  }

  String token() {
    return token;
  }

  /** Connects with the token and waits for the prompt. */
  public Caller call() throws IOException {
    Caller caller = dial();
    caller.showToken(token);
    return caller;
  }

  /** Connects, and no more. */
  Caller dial() throws IOException {
    return new Caller(port);
  }

  /** Returns the names of the threads that a REPL has started and that are alive. */
  public static List<String> threads() {
    return Thread.getAllStackTraces().keySet().stream()
        .map(Thread::getName)
        .filter(name -> name.startsWith("liveimage-repl"))
        .toList();
  }

  /** Returns the names of the threads of sessions. */
  static List<String> sessionThreads() {
    return threads().stream().filter(name -> name.matches("liveimage-repl-\\d+")).toList();
  }

  @Override
  public void close() {
    lifecycle.close();
    await().atMost(Duration.ofSeconds(10)).untilAsserted(() -> assertThat(threads()).isEmpty());
  }
}
