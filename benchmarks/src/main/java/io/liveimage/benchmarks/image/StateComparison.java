package io.liveimage.benchmarks.image;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Contenders side by side with the last one of them, their baseline: in each round every one writes
 * and reads once, and ratios are those of one round.
 */
final class StateComparison {
  private static final int WRITE_WALL = 0;
  private static final int WRITE_CPU = 1;
  private static final int READ_WALL = 2;
  private static final int READ_CPU = 3;
  private static final int MEGABYTES = 4;

  private final List<Contender<?>> contenders;
  private final int orders;
  private final Path directory;
  private final Rounds rounds = new Rounds();

  StateComparison(List<Contender<?>> contenders, int orders, Path directory) {
    this.contenders = contenders;
    this.orders = orders;
    this.directory = directory;
  }

  /** Measures the first and only call of new processes: one writes, another one reads. */
  Table cold(String title, int count) throws IOException {
    for (int round = 0; round < count; round++) {
      for (Contender<?> each : contenders) {
        try (var writer = start(each);
            var reader = start(each)) {
          add(each, writer.write(), reader.read());
        }
      }
    }
    return table(title);
  }

  /** Measures calls of processes that have made some before, a process for each contender. */
  Table warm(String title, int warmUps, int count) throws IOException {
    Map<Contender<?>, WorkerProcess> workers = new LinkedHashMap<>();
    try {
      for (Contender<?> each : contenders) {
        workers.put(each, start(each));
      }
      for (int round = -warmUps; round < count; round++) {
        for (Map.Entry<Contender<?>, WorkerProcess> each : workers.entrySet()) {
          call(each.getKey(), each.getValue(), round >= 0);
        }
      }
    } finally {
      workers.values().forEach(WorkerProcess::close);
    }
    return table(title);
  }

  private WorkerProcess start(Contender<?> contender) throws IOException {
    return new WorkerProcess(contender, orders, directory);
  }

  private void call(Contender<?> contender, WorkerProcess worker, boolean counts)
      throws IOException {
    Call written = worker.write();
    Call read = worker.read();
    if (counts) {
      add(contender, written, read);
    }
  }

  private void add(Contender<?> contender, Call written, Call read) {
    rounds.add(
        contender.name(),
        written.wall() / 1e6,
        written.cpu() / 1e6,
        read.wall() / 1e6,
        read.cpu() / 1e6,
        written.bytes() / 1e6);
  }

  private Table table(String title) {
    String times = "times as fast, wall (min to max) / CPU";
    Table table =
        new Table(title, "MB", "write ms, wall / CPU", times, "read ms, wall / CPU", times);
    for (String name : rounds.rows()) {
      table.row(
          name,
          Table.number(rounds.figure(name, MEGABYTES).median()),
          millis(name, WRITE_WALL, WRITE_CPU),
          timesAsFast(name, WRITE_WALL, WRITE_CPU),
          millis(name, READ_WALL, READ_CPU),
          timesAsFast(name, READ_WALL, READ_CPU));
    }
    return table;
  }

  private String millis(String name, int wall, int cpu) {
    return Table.number(rounds.figure(name, wall).median())
        + " / "
        + Table.number(rounds.figure(name, cpu).median());
  }

  private String timesAsFast(String name, int wall, int cpu) {
    String baseline = contenders.get(contenders.size() - 1).name();
    return Table.ratio(rounds.ratio(baseline, wall, name, wall))
        + " / "
        + Table.ratio(rounds.ratio(baseline, cpu, name, cpu).median());
  }
}
