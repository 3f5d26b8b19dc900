package io.liveimage.benchmarks.image;

import io.liveimage.snapshot.Barrier;
import io.liveimage.snapshot.Draft;
import io.liveimage.snapshot.Section;
import io.liveimage.snapshot.SnapshotStore;
import io.liveimage.snapshot.StateCodec;
import io.liveimage.snapshot.WriteProgress;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import org.pcollections.HashTreePMap;

/** How long a component is held still while its state is captured for an image. */
final class PauseBenchmark {
  private static final StateCodec<Notes> CODEC = StateCodec.smile(Notes.class);

  /** An entry of a component's state. */
  record Note(long id, String text, Instant written) {}

  /** The state, whose map may be of any kind. */
  record Notes(Map<String, Note> notes) {}

  /** How the state is captured. */
  private enum Capture {
    PERSISTENT("persistent map, encoded later") {
      @Override
      Section of(Map<String, Note> notes) {
        return Section.ofImmutable("notes", CODEC, new Notes(notes));
      }
    },
    COPIED("HashMap, copied, encoded later") {
      @Override
      Section of(Map<String, Note> notes) {
        return Section.ofImmutable("notes", CODEC, new Notes(new HashMap<>(notes)));
      }
    },
    ENCODED("HashMap, encoded at once") {
      @Override
      Section of(Map<String, Note> notes) {
        return Section.of("notes", CODEC, new Notes(notes));
      }
    };

    private final String label;

    Capture(String label) {
      this.label = label;
    }

    abstract Section of(Map<String, Note> notes);
  }

  private final Barrier barrier = Barrier.of(new ReentrantLock());
  private final SnapshotStore store;

  PauseBenchmark(Path directory) {
    this.store = SnapshotStore.directory(directory);
  }

  /** Captures and saves states of these sizes, each in every way, in turn. */
  Table run(int warmUps, int count, int... sizes) {
    Rounds rounds = new Rounds();
    for (int size : sizes) {
      Map<String, Note> mutable = notes(size);
      Map<String, Note> persistent = HashTreePMap.from(mutable);
      for (int round = -warmUps; round < count; round++) {
        for (Capture capture : Capture.values()) {
          Save save = save(capture, capture == Capture.PERSISTENT ? persistent : mutable);
          if (round >= 0) {
            rounds.add(
                String.format(Locale.ROOT, "%,d entries, %s", size, capture.label),
                save.pause / 1e6,
                save.whole / 1e6);
          }
        }
      }
    }
    return table(rounds);
  }

  private static Table table(Rounds rounds) {
    Table table = new Table("Capture", "pause ms, median (min to max)", "whole save ms");
    for (String row : rounds.rows()) {
      table.row(
          row, Table.numbers(rounds.figure(row, 0)), Table.number(rounds.figure(row, 1).median()));
    }
    return table;
  }

  private Save save(Capture capture, Map<String, Note> notes) {
    System.gc();
    long began = System.nanoTime();
    Section section = barrier.hold(() -> capture.of(notes));
    long captured = System.nanoTime();
    store.write(new Draft("benchmark", 0, List.of(section)), WriteProgress.NONE);
    long written = System.nanoTime();
    store.prune(1, 0);
    return new Save(captured - began, written - began);
  }

  private static Map<String, Note> notes(int count) {
    Map<String, Note> notes = new HashMap<>();
    for (int id = 0; id < count; id++) {
      notes.put("note-" + id, new Note(id, "What was written in note " + id, Instant.EPOCH));
    }
    return notes;
  }

  /** What a save has cost in nanoseconds: with the barrier held, and in all. */
  private record Save(long pause, long whole) {}
}
