package io.liveimage.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * What a process has taken so far, as the kernel counts it (Linux).
 *
 * @param cpu the time its threads have run on a processor, of those that are still there
 * @param resident the bytes it has in memory
 * @param threads how many threads it has, the JVM's own among them
 */
record Load(Duration cpu, long resident, int threads) {
  private static final long STEADY_NANOS = TimeUnit.SECONDS.toNanos(1);
  private static final Duration IDLE = Duration.ofMillis(2);

  static Load of(long pid) throws IOException {
    Path process = Path.of("/proc", String.valueOf(pid));
    List<Path> tasks = list(process.resolve("task"));
    long nanos = tasks.stream().mapToLong(Load::nanosOnCpu).sum();
    return new Load(Duration.ofNanos(nanos), resident(process), tasks.size());
  }

  /** Looks again and again until the process has used no processor for a second. */
  static Load settled(long pid) throws IOException, InterruptedException {
    Load before = of(pid);
    while (true) {
      TimeUnit.NANOSECONDS.sleep(STEADY_NANOS);
      Load now = of(pid);
      if (now.cpu.minus(before.cpu).compareTo(IDLE) < 0) {
        return now;
      }
      before = now;
    }
  }

  private static List<Path> list(Path directory) throws IOException {
    try (var entries = Files.list(directory)) {
      return entries.toList();
    }
  }

  /** The first number of {@code schedstat} is nanoseconds; a thread that is gone counts nothing. */
  private static long nanosOnCpu(Path task) {
    try {
      return Long.parseLong(Files.readString(task.resolve("schedstat")).split(" ", 2)[0]);
    } catch (IOException e) {
      return 0;
    }
  }

  private static long resident(Path process) throws IOException {
    return Files.readAllLines(process.resolve("status")).stream()
        .filter(line -> line.startsWith("VmRSS:"))
        .mapToLong(line -> 1024 * Long.parseLong(line.replaceAll("\\D", "")))
        .findFirst()
        .orElseThrow(() -> new UncheckedIOException(new IOException("no VmRSS of " + process)));
  }
}
