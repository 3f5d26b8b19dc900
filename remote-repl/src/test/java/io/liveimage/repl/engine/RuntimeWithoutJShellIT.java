package io.liveimage.repl.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class RuntimeWithoutJShellIT {

  /** The host: says why there is no engine, and that asking for one fails alike. */
  public static final class Host {
    public static void main(String[] arguments) {
      System.out.println(ReplEngine.whyUnavailable().orElse("available"));
      try {
        ReplEngine.open(Host.class.getClassLoader(), ValueCodec.NONE).close();
        System.out.println("opened");
      } catch (IllegalStateException e) {
        System.out.println(e.getMessage());
      }
    }
  }

  @Test
  void aHostWithoutTheModuleIsToldWhatToAdd() throws Exception {
    String reason =
        "The REPL needs the module jdk.jshell, which this Java runtime has but did not load: start"
            + " the host with --add-modules jdk.jshell";

    assertThat(run("--limit-modules", "java.logging")).containsExactly(reason, reason);
  }

  @Test
  void aHostWithTheModuleOpensAnEngine() throws Exception {
    assertThat(run()).containsExactly("available", "opened");
  }

  private static List<String> run(String... options) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of(options));
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), Host.class.getName()));
    Process host = new ProcessBuilder(command).redirectErrorStream(true).start();
    try {
      String said = new String(host.getInputStream().readAllBytes());
      assertThat(host.waitFor(60, TimeUnit.SECONDS)).isTrue();
      return said.lines().toList();
    } finally {
      host.destroyForcibly();
    }
  }
}
