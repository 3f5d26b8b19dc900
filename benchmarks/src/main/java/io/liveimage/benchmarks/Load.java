package io.liveimage.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * What a process has taken so far, as the kernel counts it (Linux).
 *
 * @param cpu the time its threads have run on a processor, also those that have ended; in steps of
 *     10 ms
 * @param resident the bytes it has in memory
 * @param threads how many threads it has, the JVM's own among them
 */
record Load(Duration cpu, long resident, int threads) {
  private static final long STEADY_NANOS = TimeUnit.SECONDS.toNanos(1);
  private static final Duration TICK = Duration.ofMillis(10);

  static Load of(long pid) throws IOException {
    Path process = Path.of("/proc", String.valueOf(pid));
    return new Load(cpu(process), resident(process), threads(process));
  }

  /** Looks again and again until the process has hardly used a processor for a second. */
  static Load settled(long pid) throws IOException, InterruptedException {
    Load before = of(pid);
    while (true) {
      TimeUnit.NANOSECONDS.sleep(STEADY_NANOS);
      Load now = of(pid);
      if (now.cpu.minus(before.cpu).compareTo(TICK) <= 0) {
        return now;
      }
      before = now;
    }
  }

  private static int threads(Path process) throws IOException {
    try (var tasks = Files.list(process.resolve("task"))) {
      return (int) tasks.count();
    }
  }

  /** The 12th and 13th number after the name, in parentheses, are ticks: proc_pid_stat(5). */
  private static Duration cpu(Path process) throws IOException {
    String stat = Files.readString(process.resolve("stat"));
    String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
    return TICK.multipliedBy(Long.parseLong(fields[11]) + Long.parseLong(fields[12]));
  }

  private static long resident(Path process) throws IOException {
    return Files.readAllLines(process.resolve("status")).stream()
        .filter(line -> line.startsWith("VmRSS:"))
        .mapToLong(line -> 1024 * Long.parseLong(line.replaceAll("\\D", "")))
        .findFirst()
        .orElseThrow(() -> new UncheckedIOException(new IOException("no VmRSS of " + process)));
  }
}
