package io.liveimage.crash;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A host is killed with signal 9 at some moment while eight threads append events and images are
 * saved, and started again where it was, round after round: each acknowledged event is there once.
 */
class RandomKillsIT {

  @TempDir Path home;

  private final Random random = new Random(20261121);
  private List<Long> found = List.of();
  private long acknowledged;
  private long inFlight;

  @Test
  void losesNoAcknowledgedEventInAFewRounds() throws Exception {
    rounds(25);
  }

  @Tag("nightly")
  @Test
  void losesNoAcknowledgedEventInManyRounds() throws Exception {
    rounds(500);
  }

  private void rounds(int count) throws Exception {
    for (int round = 1; round <= count; round++) {
      long first = round * 1_000_000_000L;
      List<Long> said = killAtSomeMoment(first);
      requireFound(first, said, round);
    }
    System.out.printf(
        "%d rounds: %,d acknowledged events, all found once; %,d more that were on their way%n",
        count, acknowledged, inFlight);
    assertThat(acknowledged).isGreaterThan(count);
  }

  /** Returns what the process had acknowledged when it was killed. */
  private List<Long> killAtSomeMoment(long first) throws Exception {
    Process process = LedgerProcess.start(List.of(), "load", home, first);
    try (BufferedReader output = process.inputReader()) {
      var said = new ArrayList<Long>();
      said.add(Long.parseLong(requireNonNull(output.readLine(), "it ended by itself")));
      Thread killer = new Thread(() -> kill(process, random.nextInt(100_000_000)));
      killer.start();
      output.lines().map(Long::parseLong).forEach(said::add);
      killer.join();
      assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
      assertThat(process.exitValue()).as("killed, not failed").isEqualTo(128 + 9);
      return said;
    } finally {
      process.destroyForcibly();
    }
  }

  private static void kill(Process process, long nanos) {
    LockSupport.parkNanos(nanos);
    process.toHandle().destroyForcibly();
  }

  private void requireFound(long first, List<Long> said, int round) {
    List<Long> now = HostedLedger.found(home);
    assertThat(now.size()).as("round %d", round).isGreaterThanOrEqualTo(found.size());
    assertThat(now.subList(0, found.size()).equals(found))
        .as("round %d: the old ones", round)
        .isTrue();
    List<Long> fresh = now.subList(found.size(), now.size());
    assertThat(fresh).as("round %d", round).doesNotHaveDuplicates().containsAll(said);
    assertThat(fresh.size()).isLessThanOrEqualTo(said.size() + LedgerProcess.WRITERS);
    requireOrder(first, fresh, round);
    acknowledged += said.size();
    inFlight += fresh.size() - said.size();
    found = now;
  }

  /** The numbers of one writer are there without a gap. */
  private static void requireOrder(long first, List<Long> fresh, int round) {
    Map<Long, Long> last = new HashMap<>();
    for (long number : fresh) {
      long writer = (number - first) % LedgerProcess.WRITERS;
      long expected =
          last.containsKey(writer) ? last.get(writer) + LedgerProcess.WRITERS : first + writer;
      assertThat(number).as("round %d, writer %d", round, writer).isEqualTo(expected);
      last.put(writer, number);
    }
  }
}
