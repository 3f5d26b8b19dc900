package io.liveimage.snapshot;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A process that does nothing but save is killed with signal 9, again and again. */
class KilledProcessIT {

  private static final int ROUNDS = 20;

  @TempDir Path images;

  @Test
  void leavesTheLastImageItReportedOrANewerOne() throws Exception {
    var random = new Random(20261120);
    for (int round = 1; round <= ROUNDS; round++) {
      long reported = killAtSomeMoment(random);

      Snapshot image = SnapshotStore.directory(images).open(StartFrom.NEWEST).orElseThrow();

      assertThat(image.generation()).as("round %d", round).isGreaterThanOrEqualTo(reported);
      StoreProcess.seed(image);
      assertThat(ImageNames.in(images)).allMatch(name -> name.matches("[0-9]{7}"));
    }
  }

  private long killAtSomeMoment(Random random) throws IOException, InterruptedException {
    Process process = StoreProcess.start(List.of(), "write-many", images);
    try (BufferedReader output = process.inputReader()) {
      long reported = 0;
      for (int left = random.nextInt(1, 8); left > 0; ) {
        long latest = generation(requireNonNull(output.readLine(), "it ended by itself"), reported);
        left -= latest > reported ? 1 : 0; // the JVM may have warnings to print
        reported = latest;
      }
      LockSupport.parkNanos(random.nextInt(10_000_000));
      process.toHandle().destroyForcibly();
      for (String line : output.lines().toList()) {
        reported = generation(line, reported);
      }
      assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
      assertThat(process.exitValue()).as("killed, not failed").isEqualTo(128 + 9);
      return reported;
    } finally {
      process.toHandle().destroyForcibly();
    }
  }

  private static long generation(String line, long before) {
    return line.matches("> written [0-9]+") ? Long.parseLong(line.substring(10)) : before;
  }
}
