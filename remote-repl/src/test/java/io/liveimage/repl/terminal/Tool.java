package io.liveimage.repl.terminal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** A program of the system, as people use it. */
final class Tool {
  private static final long PATIENCE_SECONDS = 30;

  private Tool() {}

  /** Skips the test without these programs; where all have to be there, it fails. */
  static void require(String... programs) {
    for (String program : programs) {
      need(isInstalled(program), program + " is not installed");
    }
  }

  /** Skips the test when the process is not root's. */
  static void requireRoot() {
    need("root".equals(System.getProperty("user.name")), "only root can become another user");
  }

  private static void need(boolean available, String reason) {
    if (!available && !"1".equals(System.getenv("LIVEIMAGE_CI"))) {
      assumeTrue(false, reason);
    }
    assertThat(available).describedAs(reason).isTrue();
  }

  private static boolean isInstalled(String program) {
    return Arrays.stream(System.getenv("PATH").split(File.pathSeparator))
        .anyMatch(directory -> Files.isExecutable(Path.of(directory, program)));
  }

  /** Runs a program to its end and returns what it printed. */
  static String run(String input, String... command) throws Exception {
    Process process = start(command);
    CompletableFuture<String> output = CompletableFuture.supplyAsync(() -> read(process));
    try {
      process.getOutputStream().write(input.getBytes(UTF_8));
      process.getOutputStream().close();
      return output.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } finally {
      process.destroyForcibly();
    }
  }

  static Process start(String... command) throws IOException {
    return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
  }

  private static String read(Process process) {
    try {
      return new String(process.getInputStream().readAllBytes(), UTF_8);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
