package io.liveimage.killport;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * A process of a test, gone when it is closed, or after a minute. Its standard input stays open
 * until then, so that its output ends only when it does.
 */
final class ChildProcess implements AutoCloseable {
  private final Process process;
  private final BufferedReader output;

  private ChildProcess(ProcessBuilder builder) throws IOException {
    process = builder.redirectErrorStream(true).start();
    output = new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8));
    CompletableFuture.delayedExecutor(60, SECONDS).execute(process::destroyForcibly);
  }

  static ChildProcess of(String... command) throws IOException {
    return new ChildProcess(new ProcessBuilder(command));
  }

  static ChildProcess withoutInput(String... command) throws IOException {
    return new ChildProcess(
        new ProcessBuilder(command).redirectInput(Redirect.from(new File("/dev/null"))));
  }

  static ChildProcess java(Class<?> main, Object... arguments) throws IOException {
    return of(javaCommand(main, arguments).toArray(String[]::new));
  }

  static List<String> javaCommand(Class<?> main, Object... arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx64m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-cp"));
    command.add(System.getProperty("java.class.path"));
    command.add(main.getName());
    List.of(arguments).forEach(argument -> command.add(argument.toString()));
    return command;
  }

  boolean isAlive() {
    return process.isAlive();
  }

  long pid() {
    return process.pid();
  }

  void say(String line) throws IOException {
    process.getOutputStream().write((line + "\n").getBytes(UTF_8));
    process.getOutputStream().flush();
  }

  String line() throws IOException {
    return output.readLine();
  }

  /** Returns what comes until the process closes its output. */
  List<String> rest() {
    return output.lines().toList();
  }

  /** Hands over each line as it comes, in a thread that ends with the output. */
  void eachLine(Consumer<String> receiver) {
    new Thread(() -> readTo(receiver), "output of " + pid()).start();
  }

  private void readTo(Consumer<String> receiver) {
    try {
      output.lines().forEach(receiver);
    } catch (UncheckedIOException e) {
      // this process was closed
    }
  }

  int awaitExit() throws InterruptedException {
    assertThat(process.waitFor(30, SECONDS)).as("process %d ends", pid()).isTrue();
    return process.exitValue();
  }

  @Override
  public void close() throws IOException, InterruptedException {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
    awaitExit();
    output.close();
  }
}
