package io.liveimage.crash;

import io.liveimage.Lifecycle;
import io.liveimage.StateOption;
import io.liveimage.journal.Journal;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;

/** A list of numbers in a real host: each is an event of its journal; images are saved live. */
final class HostedLedger implements AutoCloseable {
  private static final String NAME = "ledger";

  private final ReentrantLock lock = new ReentrantLock();
  private final List<Long> numbers = new ArrayList<>();
  private final Lifecycle lifecycle;
  private final Journal<Long> journal;

  /** What is in an image. */
  record Entries(List<Long> numbers) {}

  private HostedLedger(Path home) {
    lifecycle = Lifecycle.forTest(home).name(NAME).set("liveimage.images.keep", "2").start();
    lifecycle.state(
        NAME,
        Entries.class,
        () -> new Entries(List.copyOf(numbers)),
        entries -> numbers.addAll(entries.numbers()),
        StateOption.guardedBy(lock));
    journal = lifecycle.journal(NAME, Long.class, numbers::add);
  }

  static HostedLedger start(Path home) {
    return new HostedLedger(home);
  }

  /** Starts, and returns the numbers that are found; the stop saves them. */
  static List<Long> found(Path home) {
    try (HostedLedger ledger = start(home)) {
      return ledger.numbers();
    }
  }

  List<Long> numbers() {
    lock.lock();
    try {
      return List.copyOf(numbers);
    } finally {
      lock.unlock();
    }
  }

  void append(long number) {
    journal.append(number);
  }

  void save() {
    lifecycle.save("test");
  }

  @Override
  public void close() {
    lifecycle.close();
  }
}
