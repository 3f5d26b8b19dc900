package io.liveimage.systemd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;

/** What a test needs from the machine: without it the test is skipped, but fails in CI. */
final class Requirement {
  private Requirement() {}

  static void linux() {
    require(Files.isDirectory(Path.of("/proc/self")), "Linux");
  }

  static void root() {
    require("root".equals(System.getProperty("user.name")), "to run as root");
  }

  static void program(String path) {
    require(Files.isExecutable(Path.of(path)), path);
  }

  private static void require(boolean available, String what) {
    if ("1".equals(System.getenv("LIVEIMAGE_CI"))) {
      assertThat(available).as("in CI a test needs " + what).isTrue();
    }
    assumeTrue(available, "needs " + what);
  }
}
