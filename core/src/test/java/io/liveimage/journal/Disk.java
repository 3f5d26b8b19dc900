package io.liveimage.journal;

import io.liveimage.snapshot.Barrier;
import io.liveimage.snapshot.StateCodec;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;

/** A directory of journals of words, which can be started from again and again. */
final class Disk {
  static final String NAME = "words";
  static final StateCodec<String> CODEC = StateCodec.text("txt");

  private final Path directory;

  Disk(Path directory) {
    this.directory = directory;
  }

  Path directory() {
    return directory.resolve(NAME);
  }

  Started start(JournalLimits limits, JournalListener listener, long timeline, long after) {
    var journals = Journals.directory(directory, limits, listener);
    var state = Collections.synchronizedList(new ArrayList<String>());
    try {
      return new Started(
          journals,
          journals.open(NAME, CODEC, Barrier.NONE, state::add, Lineage.of(timeline), after),
          state);
    } catch (RuntimeException e) {
      journals.close();
      throw e;
    }
  }

  Started start(long after) {
    return start(JournalLimits.DEFAULT, JournalListener.NONE, 1, after);
  }

  /** Returns what a start after a number applies. */
  List<String> replayed(long after) {
    try (Started host = start(after)) {
      return host.state();
    }
  }

  List<Path> segments() {
    return files(".journal");
  }

  List<Path> files(String ending) {
    try (Stream<Path> files = Files.list(directory())) {
      return files.filter(file -> file.toString().endsWith(ending)).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static JournalLimits cuttingDamage() {
    var limits = JournalLimits.DEFAULT;
    return new JournalLimits(limits.pending(), limits.due(), limits.most(), limits.stall(), true);
  }

  /**
   * A host that runs.
   *
   * @param journals its journals
   * @param journal the one that is open
   * @param state the words that were applied since the start
   */
  record Started(Journals journals, BoundJournal<String> journal, List<String> state)
      implements AutoCloseable {

    void append(String... words) {
      for (String word : words) {
        journal.append(word);
      }
    }

    /** Saves an image and returns the number of the last event in it. */
    long save() {
      long sequence = journal.<Long>capture(number -> number);
      journal.saved(sequence);
      return sequence;
    }

    @Override
    public void close() {
      journals.close();
    }
  }
}
