package io.liveimage.snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An image as the first version of the format wrote it; it must be readable for ever. */
class GoldenImageTest {

  enum Mood {
    BRIGHT,
    DARK
  }

  record Note(String title, int stars, Instant tasted, LocalDate bottled, Mood mood) {}

  record NotesState(List<Note> notes, Map<String, Double> prices) {}

  static final NotesState NOTES =
      new NotesState(
          List.of(
              new Note(
                  "Würzburger Stein \uD83C\uDF77",
                  5,
                  Instant.parse("2026-11-20T12:00:00.123456789Z"),
                  LocalDate.of(2024, 3, 1),
                  Mood.BRIGHT),
              new Note("Silvaner", 4, Instant.EPOCH, LocalDate.EPOCH, Mood.DARK)),
          Map.of("Würzburger Stein", 19.9));

  static final String SCRIPT = "int twice(int n) { return 2 * n; }\n";

  @TempDir Path images;

  @Test
  void isStillReadable() throws Exception {
    copyGoldenImage();

    Snapshot image = SnapshotStore.directory(images).open(StartFrom.NEWEST).orElseThrow();

    assertThat(image.generation()).isEqualTo(1);
    assertThat(image.app()).isEqualTo("tasting-notes");
    assertThat(image.createdAt()).isBefore(Instant.now());
    assertThat(image.sectionNames()).containsExactly("notes", "visits", "repl");
    assertThat(decode(image, "notes", StateCodec.smile(NotesState.class))).isEqualTo(NOTES);
    assertThat(decode(image, "visits", StateCodec.smile(Long.class))).isEqualTo(48_112L);
    assertThat(decode(image, "repl", StateCodec.text("jsh"))).isEqualTo(SCRIPT);
  }

  private static <S> S decode(Snapshot image, String section, StateCodec<S> codec) {
    return image.section(section).orElseThrow().decode(codec);
  }

  private void copyGoldenImage() throws IOException, URISyntaxException {
    Path golden = Path.of(getClass().getResource("/images/format-1/0000001").toURI());
    Path target = Files.createDirectory(images.resolve("0000001"));
    try (Stream<Path> files = Files.list(golden)) {
      for (Path file : files.toList()) {
        Files.copy(file, target.resolve(file.getFileName().toString()));
      }
    }
  }

  /**
   * Writes the image that is kept under {@code src/test/resources}, for a new format version.
   *
   * @param arguments the directory
   */
  public static void main(String[] arguments) {
    SnapshotStore.directory(Path.of(arguments[0]))
        .write(
            new Draft(
                "tasting-notes",
                0,
                List.of(
                    Section.of("notes", StateCodec.smile(NotesState.class), NOTES),
                    Section.of("visits", StateCodec.smile(Long.class), 48_112L),
                    Section.of("repl", StateCodec.text("jsh"), SCRIPT))),
            WriteProgress.NONE);
  }
}
