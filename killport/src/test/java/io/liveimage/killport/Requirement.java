package io.liveimage.killport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** What a test needs from the machine: without it the test is skipped, but fails in CI. */
final class Requirement {
  private Requirement() {}

  /** Without it nobody is proved, and every client has to type the token. */
  static void linux() {
    require(Files.isReadable(Path.of("/proc/net/tcp")), "/proc/net/tcp");
  }

  static void root() {
    require("root".equals(System.getProperty("user.name")), "to run as root");
  }

  static void program(String name) {
    require(
        Stream.of(System.getenv("PATH").split(File.pathSeparator))
            .anyMatch(directory -> Files.isExecutable(Path.of(directory, name))),
        "the program " + name);
  }

  private static void require(boolean available, String what) {
    if ("1".equals(System.getenv("LIVEIMAGE_CI"))) {
      assertThat(available).as("in CI a test needs " + what).isTrue();
    }
    assumeTrue(available, "needs " + what);
  }
}
