package io.liveimage.benchmarks.image;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How fast events become durable: one log after the other in each round, with one writer and with
 * many, beside the disk's own limit.
 */
final class JournalBenchmark implements AutoCloseable {
  private static final String DISK = "the disk: append and force";
  private static final int MANY = 64;

  private final Map<String, EventLog> logs = new LinkedHashMap<>();
  private final Writers writers = new Writers(MANY);
  private final int bytesOfAnEvent;

  /** Opens the logs, and finds out how long the events are that the disk alone has to append. */
  JournalBenchmark(Path directory, int warmUpEvents) throws Exception {
    JournalLog journal = new JournalLog(directory.resolve("journal"));
    writers.latencies(journal, warmUpEvents);
    bytesOfAnEvent = journal.bytesOfAnEvent();
    logs.put("LiveImage, journal", journal);
    logs.put("Prevayler 2.6", new PrevaylerLog(directory.resolve("prevayler")));
    logs.put("H2 2.4.240, forced", new DatabaseLog(directory.resolve("forced"), true));
    logs.put("H2 2.4.240, not forced", new DatabaseLog(directory.resolve("h2"), false));
    logs.put(DISK, new BareLog(Files.createDirectories(directory).resolve("bare"), bytesOfAnEvent));
    for (EventLog log : logs.values()) {
      writers.latencies(log, warmUpEvents);
    }
  }

  /** Measures how long one writer waits for each of its events. */
  Table latencies(int count, int events) throws Exception {
    Rounds rounds = new Rounds();
    for (int round = 0; round < count; round++) {
      for (Map.Entry<String, EventLog> each : logs.entrySet()) {
        long[] nanos = writers.latencies(each.getValue(), events);
        rounds.add(each.getKey(), nanos[events / 2] / 1e3, nanos[events * 99 / 100] / 1e3);
      }
    }
    return latencies(rounds);
  }

  private Table latencies(Rounds rounds) {
    String title = "One writer, events of " + bytesOfAnEvent + " bytes";
    Table table = new Table(title, "p50 µs", "p99 µs", "p50 by the disk's (min to max)");
    for (String row : rounds.rows()) {
      table.row(
          row,
          Table.number(rounds.figure(row, 0).median()),
          Table.number(rounds.figure(row, 1).median()),
          Table.ratio(rounds.ratio(row, 0, DISK, 0)));
    }
    return table;
  }

  /** Measures how many events in a second more and more writers get to the disk. */
  Table rates(int count, Duration duration) throws Exception {
    Rounds rounds = new Rounds();
    for (int round = 0; round < count; round++) {
      for (Map.Entry<String, EventLog> each : logs.entrySet()) {
        EventLog log = each.getValue();
        double one = writers.rate(log, 1, duration);
        double some = writers.rate(log, 8, duration);
        rounds.add(each.getKey(), one, some, writers.rate(log, MANY, duration));
      }
    }
    return rates(rounds);
  }

  private static Table rates(Rounds rounds) {
    String ratio = "64 by 1 (min to max)";
    Table table = new Table("Events in a second", "1 writer", "8 writers", "64 writers", ratio);
    for (String row : rounds.rows()) {
      table.row(
          row,
          Table.number(rounds.figure(row, 0).median()),
          Table.number(rounds.figure(row, 1).median()),
          Table.number(rounds.figure(row, 2).median()),
          Table.ratio(rounds.ratio(row, 2, row, 0)));
    }
    return table;
  }

  @Override
  public void close() throws Exception {
    writers.close();
    for (EventLog log : logs.values()) {
      log.close();
    }
  }
}
