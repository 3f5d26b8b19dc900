package io.liveimage.systemd;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A {@link Guest} in a process of its own, killed when it is closed. */
final class GuestProcess implements AutoCloseable {
  private final Process process;
  private final Path output;

  private GuestProcess(Process process, Path output) {
    this.process = process;
    this.output = output;
  }

  /** Starts one that finds this in NOTIFY_SOCKET, or has no such variable when it is empty. */
  static GuestProcess start(Path directory, String socket, String word, String... options)
      throws IOException {
    Path output = directory.resolve("output");
    ProcessBuilder builder = new ProcessBuilder(command(directory.resolve("home"), word, options));
    builder.environment().keySet().removeIf(GuestProcess::isOfLiveImageOrSystemd);
    if (!socket.isEmpty()) {
      builder.environment().put("NOTIFY_SOCKET", socket);
    }
    builder.redirectErrorStream(true).redirectOutput(output.toFile());
    return new GuestProcess(builder.start(), output);
  }

  static List<String> command(Path home, String word, String... options) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx64m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
    command.addAll(List.of(options));
    if (Runtime.version().feature() >= 22) {
      command.add("--enable-native-access=ALL-UNNAMED");
    }
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), Guest.class.getName()));
    command.addAll(List.of(home.toString(), word));
    return command;
  }

  private static boolean isOfLiveImageOrSystemd(String variable) {
    return variable.startsWith("LIVEIMAGE_")
        || variable.startsWith("WATCHDOG_")
        || List.of("NOTIFY_SOCKET", "SYSTEMD_EXEC_PID", "STATE_DIRECTORY").contains(variable);
  }

  void terminate() {
    process.destroy();
  }

  int awaitExit() throws InterruptedException {
    assertThat(process.waitFor(30, TimeUnit.SECONDS)).as("the guest ends").isTrue();
    return process.exitValue();
  }

  /** Returns what it printed; it has ended. */
  List<String> output() throws IOException {
    return Files.readAllLines(output);
  }

  @Override
  public void close() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }
}
