package io.liveimage.crash;

import io.liveimage.journal.BoundJournal;
import io.liveimage.journal.JournalLimits;
import io.liveimage.journal.JournalListener;
import io.liveimage.journal.Journals;
import io.liveimage.journal.Lineage;
import io.liveimage.journal.Mark;
import io.liveimage.snapshot.Barrier;
import io.liveimage.snapshot.Draft;
import io.liveimage.snapshot.Section;
import io.liveimage.snapshot.Snapshot;
import io.liveimage.snapshot.SnapshotStore;
import io.liveimage.snapshot.StartFrom;
import io.liveimage.snapshot.StateCodec;
import io.liveimage.snapshot.WriteProgress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A host in small, for a disk in memory: a list of numbers, each of which is an event of its
 * journal, and images.
 */
final class Ledger implements AutoCloseable {
  private static final String NAME = "ledger";
  private static final StateCodec<Entries> STATE = StateCodec.smile(Entries.class);
  private static final StateCodec<Long> EVENT = StateCodec.smile(Long.class);
  private static final int IMAGES = 2;

  /** What is in an image. */
  record Entries(List<Long> numbers) {}

  private final ReentrantLock lock = new ReentrantLock();
  private final List<Long> numbers = new ArrayList<>();
  private final SnapshotStore store;
  private final Journals journals;
  private final BoundJournal<Long> journal;

  private Ledger(Path home) {
    store = SnapshotStore.directory(home.resolve("images"));
    journals =
        Journals.directory(home.resolve("journals"), JournalLimits.DEFAULT, JournalListener.NONE);
    journal = open(store.open(StartFrom.NEWEST).map(Ledger::section).orElse(null));
  }

  private BoundJournal<Long> open(Section section) {
    if (section != null) {
      numbers.addAll(section.decode(STATE).numbers());
    }
    long after = section == null ? 0 : section.journaled().orElseThrow();
    return journals.open(NAME, EVENT, Barrier.of(lock), numbers::add, Lineage.of(0), after);
  }

  private static Section section(Snapshot image) {
    return image.section(NAME).orElseThrow();
  }

  static Ledger start(Path home) {
    return new Ledger(home);
  }

  /** Starts, and returns the numbers that are found. */
  static List<Long> found(Path home) {
    try (Ledger ledger = start(home)) {
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

  CompletableFuture<Long> submit(long number) {
    return journal.submit(number);
  }

  void sync() {
    journal.sync();
  }

  /** Saves an image, and removes older ones with their events. */
  void save() {
    Section section =
        journal.capture(last -> Section.of(NAME, STATE, new Entries(numbers())).journaled(last));
    store.write(new Draft(NAME, 0, List.of(section)), WriteProgress.NONE);
    journal.saved(section.journaled().orElseThrow());
    store.prune(IMAGES, 0);
    journals.retain(marks());
  }

  private List<Mark> marks() {
    return store.list().stream()
        .map(image -> store.open(StartFrom.generation(image.generation())).orElseThrow())
        .map(image -> new Mark(NAME, Lineage.of(0), section(image).journaled().orElseThrow()))
        .toList();
  }

  @Override
  public void close() {
    journals.close();
  }
}
