package io.liveimage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Hosts in processes of their own whose loop beats, or does not. */
class HealthIT {
  private static final Duration SUSPENSION = Duration.ofSeconds(4);

  @TempDir Path directory;

  private Path frozen() {
    return directory.resolve("frozen");
  }

  private ChildJvm.Plan host() {
    return ChildJvm.of(Hosts.Beating.class).home(directory.resolve("home")).argument(frozen());
  }

  private static void letPass(Duration time) {
    long begun = System.nanoTime();
    await().atMost(Background.LIMIT).until(() -> System.nanoTime() - begun > time.toNanos());
  }

  @Test
  void aLoopThatFreezesIsNoticedWithItsStackAndSoIsItsRecovery() throws Exception {
    try (ChildJvm child = host().start()) {
      child.awaitLine("beating");

      Files.createFile(frozen());
      child.awaitLine("told that loop is down");
      Files.delete(frozen());
      child.awaitLine("told that loop is up").signal("TERM");

      assertThat(child.exitCode()).isZero();
      assertThat(child.output())
          .anyMatch(
              line ->
                  line.matches(
                      ".*WARN.*host: liveness of loop is down: no heartbeat for .*"
                          + "\\(limit 1.0 s\\), main at java.lang.Thread.sleep.*"
                          + " < io.liveimage.Hosts\\$Beating.main.*"))
          .anyMatch(line -> line.startsWith("\"main\" TIMED_WAITING"))
          .anyMatch(line -> line.matches(".*INFO.*host: liveness of loop is up again"));
    }
  }

  @Test
  void aProcessThatWasSuspendedIsNotTakenForALoopThatHangs() throws Exception {
    try (ChildJvm child = host().start()) {
      child.awaitLine("beating").signal("STOP");
      letPass(SUSPENSION);
      child.signal("CONT");
      letPass(SUSPENSION.dividedBy(2));
      child.signal("TERM");

      assertThat(child.exitCode()).isZero();
      assertThat(child.output()).noneMatch(line -> line.contains("loop is down"));
    }
  }

  @Test
  void aHostWithTheWatchdogSetToStopEndsSavedAndWithOne() throws Exception {
    Files.createFile(frozen());
    try (ChildJvm child = host().variable("LIVEIMAGE_WATCHDOG", "stop").start()) {
      assertThat(child.exitCode()).isEqualTo(ExitCodes.FAILED);
      assertThat(child.output())
          .anyMatch(line -> line.contains("asked by the watchdog, which misses loop"))
          .anyMatch(line -> line.contains("Saved image 1"));
    }
  }
}
