package io.liveimage.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;

/** What a test needs from the machine: without it the test is skipped, but fails in CI. */
public final class Requirement {
  private Requirement() {}

  public static void unixFiles() {
    require(FileStatus.isUnix(Path.of("")), "Unix owners and modes");
  }

  public static void linux() {
    require(Files.isReadable(Path.of("/proc/net/tcp")), "/proc/net/tcp");
  }

  public static void root() {
    require(UserIds.read(Path.of("/proc")).isOwn(UserIds.ROOT), "to run as root");
  }

  public static void program(String path) {
    require(Files.isExecutable(Path.of(path)), path);
  }

  public static void require(boolean available, String what) {
    if ("1".equals(System.getenv("LIVEIMAGE_CI"))) {
      assertThat(available).as("in CI a test needs " + what).isTrue();
    }
    assumeTrue(available, "needs " + what);
  }
}
