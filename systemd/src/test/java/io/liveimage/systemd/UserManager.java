package io.liveimage.systemd;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Writer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * A real systemd that manages the units of a directory, and a shell beside it to speak to it with.
 */
final class UserManager implements AutoCloseable {
  private static final String END = "end of output";
  private static final int PATIENCE_SECONDS = 60;

  private final Process shell;
  private final Writer input;
  private final BufferedReader output;

  UserManager(Path script, Path units) throws IOException {
    shell =
        new ProcessBuilder("bash", script.toString(), units.toString(), "bash")
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    input = shell.outputWriter(UTF_8);
    output = new BufferedReader(new InputStreamReader(shell.getInputStream(), UTF_8));
  }

  static void require() {
    Requirement.linux();
    Requirement.root();
    Requirement.program("/usr/lib/systemd/systemd");
    Requirement.program("/usr/bin/systemctl");
    Requirement.program("/usr/bin/systemd-analyze");
    Requirement.program("/usr/bin/unshare");
    Requirement.program("/usr/bin/setpriv");
  }

  /** Starts a unit and returns when systemd says that it runs. */
  void start(String unit) throws Exception {
    assertThat(run("systemctl --user start " + unit)).as("errors").isEmpty();
  }

  void stop(String unit) throws Exception {
    run("systemctl --user stop " + unit);
  }

  /** Runs a command and returns what it prints, as lines. */
  List<String> run(String command) throws Exception {
    input.write(command + " 2>&1 </dev/null\necho '" + END + "'\n");
    input.flush();
    return CompletableFuture.supplyAsync(this::lines).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
  }

  private List<String> lines() {
    try {
      List<String> lines = new ArrayList<>();
      String line = output.readLine();
      while (line != null && !line.equals(END)) {
        lines.add(line);
        line = output.readLine();
      }
      return lines;
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Returns what systemd knows of a unit, such as {@code ActiveState}. */
  Map<String, String> properties(String unit) throws Exception {
    return run("systemctl --user show " + unit).stream()
        .map(line -> line.split("=", 2))
        .filter(pair -> pair.length == 2)
        .collect(Collectors.toMap(pair -> pair[0], pair -> pair[1], (first, second) -> second));
  }

  void await(String unit, Map<String, String> expected) {
    org.awaitility.Awaitility.await()
        .atMost(Duration.ofSeconds(PATIENCE_SECONDS))
        .untilAsserted(() -> assertThat(properties(unit)).containsAllEntriesOf(expected));
  }

  @Override
  public void close() throws Exception {
    input.close();
    if (!shell.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
      shell.destroyForcibly();
    }
  }
}
