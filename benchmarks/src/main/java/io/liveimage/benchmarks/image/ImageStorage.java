package io.liveimage.benchmarks.image;

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

/**
 * LiveImage: an image with a section for each part, read back and verified before it counts. As in
 * a host, several sections are decoded at the same time.
 *
 * @param codec how a part becomes bytes
 * @param encoding when it does
 */
record ImageStorage<S>(StateCodec<S> codec, Encoding encoding) implements Storage<S> {

  /** When a part is encoded. */
  enum Encoding {
    /** To memory, before anything is written: what is done with state that may change. */
    AT_ONCE {
      @Override
      <S> Section section(String name, StateCodec<S> codec, S part) {
        return Section.of(name, codec, part);
      }
    },
    /** Straight to the file: what is done with state that is declared immutable. */
    WHEN_WRITTEN {
      @Override
      <S> Section section(String name, StateCodec<S> codec, S part) {
        return Section.ofImmutable(name, codec, part);
      }
    };

    abstract <S> Section section(String name, StateCodec<S> codec, S part);
  }

  @Override
  public void write(List<S> parts, Path directory) {
    List<Section> sections = new ArrayList<>();
    for (S part : parts) {
      sections.add(encoding.section("part" + sections.size(), codec, part));
    }
    SnapshotStore store = SnapshotStore.directory(directory);
    store.write(new Draft("benchmark", 0, sections), WriteProgress.NONE);
    store.prune(1, 0);
  }

  @Override
  public List<S> read(Path directory) {
    Snapshot image = SnapshotStore.directory(directory).open(StartFrom.NEWEST).orElseThrow();
    return image.sectionNames().parallelStream()
        .map(name -> image.section(name).orElseThrow().decode(codec))
        .toList();
  }
}
