package io.liveimage.crash;

import static org.assertj.core.api.Assertions.assertThat;

import io.liveimage.local.Requirement;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A host with a journal is killed with signal 9 at the first, second, third ... system call of a
 * kind on each of its files: the next start finds all that was acknowledged. Files with random
 * names are left out, since they are not there a second time; they are reports.
 */
class SystemCallKillsIT {
  private static final String END = "end";
  private static final Pattern RANDOM_NAME = Pattern.compile(".*\\.[0-9a-f]{8,16}\\.tmp");

  @TempDir Path directory;

  @ParameterizedTest
  @ValueSource(strings = {"fsync", "fdatasync", "rename"})
  void findsWhatWasAcknowledgedBeforeAKillAtEachForceAndRename(String call) throws Exception {
    assertThat(killAtEach(call)).isPositive();
  }

  @Tag("nightly")
  @ParameterizedTest
  @ValueSource(strings = {"openat", "write", "pwrite64", "mkdir", "unlink", "rmdir", "ftruncate"})
  void findsWhatWasAcknowledgedBeforeAKillAtEachOtherCall(String call) throws Exception {
    killAtEach(call);
  }

  /** A test that kills nothing would show nothing. */
  @Test
  void comesToItsEndWhenItIsNotKilled() throws Exception {
    assertThat(run(List.of(), home())).containsExactly("1", "2", "3", END);
    assertThat(HostedLedger.found(home())).containsExactly(1L, 2L, 3L);
  }

  private int killAtEach(String call) throws Exception {
    requireStrace();
    int kills = 0;
    for (var path : calls(call).entrySet()) {
      kills += killAtEach(call, path.getKey(), path.getValue());
    }
    System.out.printf("killed at %d calls of %s%n", kills, call);
    return kills;
  }

  /** Each thread counts for itself, so that it may come to its end before the last call. */
  private int killAtEach(String call, String path, long calls) throws Exception {
    for (int nth = 1; nth <= calls; nth++) {
      String injection = "inject=" + call + ":signal=KILL:when=" + nth;
      List<String> said = run(strace("/dev/null", "-P", path, "-e", injection), home());
      requireFound(home(), said, "%s %d of %s".formatted(call, nth, path));
      delete(home());
      if (said.contains(END)) {
        assertThat(nth).as("kills at %s of %s", call, path).isGreaterThan(1);
        return nth - 1;
      }
    }
    return (int) calls;
  }

  /** All that was acknowledged, once and in order, and at most what was on its way; it goes on. */
  private static void requireFound(Path home, List<String> said, String kill) {
    long acknowledged = said.stream().filter(line -> !line.equals(END)).count();
    try (HostedLedger ledger = HostedLedger.start(home)) {
      List<Long> found = ledger.numbers();
      assertThat(found.size()).as(kill).isBetween((int) acknowledged, (int) acknowledged + 1);
      assertThat(found).as(kill).isEqualTo(upTo(found.size()));
      ledger.append(found.size() + 1);
      ledger.save();
      ledger.append(found.size() + 2);
    }
    List<Long> found = HostedLedger.found(home);
    assertThat(found).as(kill).isEqualTo(upTo(found.size())).hasSizeGreaterThan(1);
  }

  private static List<Long> upTo(long last) {
    return LongStream.rangeClosed(1, last).boxed().toList();
  }

  private static List<String> strace(String output, String... more) {
    var command = new ArrayList<>(List.of("strace", "-f", "-y", "-qq", "-o", output));
    command.addAll(List.of(more));
    return command;
  }

  private static List<String> run(List<String> tool, Path home) throws Exception {
    Process process = LedgerProcess.start(tool, "steps", home, 1);
    List<String> said = process.inputReader().lines().toList();
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    return said;
  }

  /** Returns how often a whole run makes a call on each file; of two, strace looks at the first. */
  private Map<String, Long> calls(String call) throws Exception {
    Path trace = directory.resolve("trace");
    run(strace(trace.toString(), "-e", "trace=" + call), home());
    delete(home());
    Pattern inHome = Pattern.compile(".*?[\"<](" + Pattern.quote(home().toString()) + "[^\">]*)");
    return Files.readAllLines(trace).stream()
        .map(inHome::matcher)
        .filter(Matcher::lookingAt)
        .map(matcher -> matcher.group(1))
        .filter(path -> !RANDOM_NAME.matcher(path).matches())
        .collect(Collectors.groupingBy(path -> path, TreeMap::new, Collectors.counting()));
  }

  private Path home() {
    return directory.resolve("home");
  }

  private static void delete(Path tree) throws Exception {
    try (Stream<Path> files = Files.walk(tree)) {
      for (Path file : files.sorted((a, b) -> b.compareTo(a)).toList()) {
        Files.delete(file);
      }
    }
  }

  private static void requireStrace() throws Exception {
    Requirement.program("/usr/bin/strace");
    Process process = new ProcessBuilder("strace", "-f", "-o", "/dev/null", "true").start();
    Requirement.require(process.waitFor() == 0, "strace that may trace");
  }
}
