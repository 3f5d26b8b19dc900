package io.liveimage.service;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Files;
import java.nio.file.Path;

/** A small process of a test; killed when it is closed. */
final class Program implements AutoCloseable {
  private final Process process;

  private Program(String... command) throws IOException {
    process = new ProcessBuilder(command).redirectErrorStream(true).start();
  }

  /** A process that does nothing for longer than a test. */
  static Program sleeping() throws IOException {
    return new Program("sleep", "600");
  }

  /** A process that waits for none of its children, and says the pid of one that has ended. */
  static Program withZombie() throws IOException {
    Program program =
        new Program("sh", "-c", "exec 3<&0; cat <&3 >/dev/null & echo $!; exec sleep 600");
    Path name = Path.of("/proc", Long.toString(program.pid()), "comm");
    await().until(() -> Files.readString(name).equals("sleep\n")); // sh would wait for its child
    program.process.getOutputStream().close();
    return program;
  }

  long pid() {
    return process.pid();
  }

  String line() throws IOException {
    return new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8)).readLine();
  }

  void kill() throws InterruptedException {
    assertThat(process.destroyForcibly().waitFor(20, SECONDS)).isTrue();
  }

  @Override
  public void close() throws InterruptedException {
    kill();
  }
}
