package io.liveimage.journal;

import static org.assertj.core.api.Assertions.assertThat;

import io.liveimage.snapshot.Barrier;
import io.liveimage.snapshot.StateCodec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A journal that was once written by format 1; every later version has to replay it. */
class GoldenJournalTest {
  private static final Path GOLDEN = Path.of("src/test/resources/journals/format-1/orders");
  private static final StateCodec<Ordered> CODEC = StateCodec.smile(Ordered.class);

  @Test
  void aJournalOfTheFirstFormatIsReplayed(@TempDir Path directory) throws IOException {
    Path copy = Files.createDirectories(directory.resolve("orders"));
    for (SegmentName name : Segments.in(GOLDEN).names()) {
      Files.copy(GOLDEN.resolve(name.file()), copy.resolve(name.file()));
    }
    var replayed = new ArrayList<Ordered>();

    try (var journals =
        Journals.directory(directory, JournalLimits.DEFAULT, JournalListener.NONE)) {
      journals.open("orders", CODEC, Barrier.NONE, replayed::add, Lineage.of(1), 0);
    }

    assertThat(replayed)
        .containsExactly(
            new Ordered("tea", 3, List.of()),
            new Ordered("größere Tasse", 1, List.of("blue", "handle")),
            new Ordered("coffee", 200, List.of("☕")));
  }

  /** Writes it, for a later format. */
  public static void main(String[] arguments) {
    try (var journals =
        Journals.directory(Path.of(arguments[0]), JournalLimits.DEFAULT, JournalListener.NONE)) {
      var journal = journals.open("orders", CODEC, Barrier.NONE, ordered -> {}, Lineage.of(1), 0);
      journal.append(new Ordered("tea", 3, List.of()));
      journal.append(new Ordered("größere Tasse", 1, List.of("blue", "handle")));
      journal.saved(journal.<Long>capture(sequence -> sequence));
      journal.append(new Ordered("coffee", 200, List.of("☕")));
    }
  }

  record Ordered(String article, int pieces, List<String> wishes) {}
}
