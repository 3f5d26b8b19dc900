package io.liveimage.repl.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What was defined over a connection, from one process to the next. */
@Timeout(180)
class ReplStateIT {
  @TempDir Path directory;

  @Test
  void definitionsAndValuesAreThereInTheNextProcess() throws Exception {
    Tool.require("nc");
    try (HostProcess host = HostProcess.start(directory)) {
      host.ask("record Cup(String tea, int ml) { }");
      host.ask("var cups = new ArrayList<>(List.of(new Cup(\"oolong\", 150)));");
      host.ask("Function<Integer, Integer> twice = n -> 2 * n;");
      host.ask("int total() { return cups.stream().mapToInt(Cup::ml).sum(); }");
      assertThat(host.ask("cups.add(new Cup(\"assam\", 200))")).isEqualTo("==> true");
    }
    assertThat(script())
        .contains("//@ variable ArrayList<Cup> cups, 1 line, value in repl-values\n")
        .contains("twice, 1 line, value not kept: a lambda is no data\n");

    try (HostProcess next = HostProcess.start(directory)) {
      assertThat(next.ask("cups"))
          .isEqualTo("cups ==> [Cup[tea=oolong, ml=150], Cup[tea=assam, ml=200]]");
      assertThat(next.ask("total()")).isEqualTo("==> 350");
      assertThat(next.ask("twice")).isEqualTo("twice ==> null");
      assertThat(next.log()).contains("twice (a lambda is no data)");
    }
  }

  private String script() throws Exception {
    return Files.readString(directory.resolve("home/images/0000001/repl.jsh"));
  }
}
