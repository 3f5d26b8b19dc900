package io.liveimage.repl.terminal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A terminal of 80 columns and 30 lines with one program in it. */
final class Tmux implements AutoCloseable {
  private final String socket;

  private Tmux(String socket) {
    this.socket = socket;
  }

  static Tmux start(Path directory, String program) throws Exception {
    Tmux tmux = new Tmux(directory.resolve("tmux").toString());
    tmux.run("-f", "/dev/null", "new-session", "-d", "-x", "80", "-y", "30", program);
    return tmux;
  }

  void type(String line) throws Exception {
    run("send-keys", "-l", "--", line.replaceFirst(";$", "\\\\;"));
    run("send-keys", "Enter");
  }

  /** Waits until these are the last lines of the screen. */
  void awaitLast(String... lines) {
    await()
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(() -> assertThat(screen().lines().toList()).endsWith(lines));
  }

  String screen() throws Exception {
    return run("capture-pane", "-p").stripTrailing();
  }

  private String run(String... arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of("tmux", "-S", socket));
    command.addAll(List.of(arguments));
    return Tool.run("", command.toArray(String[]::new));
  }

  @Override
  public void close() throws Exception {
    run("kill-server");
  }
}
