package io.liveimage.snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Images as each version of the format wrote them; they must be readable for ever. */
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

  private static final StateCodec<NotesState> SEVENTH =
      StateCodec.smile(NotesState.class).schema(7, (fromVersion, tree) -> tree);

  static final String SCRIPT = "int twice(int n) { return 2 * n; }\n";

  static final NotesState ARCHIVE =
      new NotesState(Collections.nCopies(1000, NOTES.notes().get(0)), Map.of());

  @TempDir Path images;

  @Test
  void ofVersion1IsStillReadable() throws Exception {
    Snapshot image = open("format-1");

    assertThat(image.generation()).isEqualTo(1);
    assertThat(image.app()).isEqualTo("tasting-notes");
    assertThat(image.timeline()).isEqualTo(0);
    assertThat(image.createdAt()).isBefore(Instant.now());
    assertThat(image.sectionNames()).containsExactly("notes", "visits", "repl");
    assertThat(image.section("notes").orElseThrow().journaled()).isEmpty();
    assertThat(decode(image, "notes", StateCodec.smile(NotesState.class))).isEqualTo(NOTES);
    assertThat(decode(image, "visits", StateCodec.smile(Long.class))).isEqualTo(48_112L);
    assertThat(decode(image, "repl", StateCodec.text("jsh"))).isEqualTo(SCRIPT);
  }

  @Test
  void ofVersion2IsStillReadable() throws Exception {
    Snapshot image = open("format-2");

    assertThat(image.timeline()).isEqualTo(3);
    assertThat(image.sectionNames()).containsExactly("notes", "archive", "repl");
    Section notes = image.section("notes").orElseThrow();
    assertThat(notes.format())
        .isEqualTo(new SectionFormat("smile", 1, NotesState.class.getName(), 7, "smile"));
    assertThat(notes.journaled()).hasValue(4812);
    assertThat(decode(image, "notes", SEVENTH)).isEqualTo(NOTES);
    assertThat(decode(image, "archive", StateCodec.smile(NotesState.class))).isEqualTo(ARCHIVE);
    assertThat(decode(image, "repl", StateCodec.text("jsh"))).isEqualTo(SCRIPT);
    assertThat(images.resolve("0000001/archive.smile.zst")).exists();
  }

  private Snapshot open(String format) throws IOException, URISyntaxException {
    copyGoldenImage(format);
    return SnapshotStore.directory(images).open(StartFrom.NEWEST).orElseThrow();
  }

  private static <S> S decode(Snapshot image, String section, StateCodec<S> codec) {
    return image.section(section).orElseThrow().decode(codec);
  }

  private void copyGoldenImage(String format) throws IOException, URISyntaxException {
    Path golden = Path.of(getClass().getResource("/images/" + format + "/0000001").toURI());
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
    StateCodec<NotesState> codec = StateCodec.smile(NotesState.class);
    SnapshotStore.directory(Path.of(arguments[0]))
        .write(
            new Draft(
                "tasting-notes",
                3,
                List.of(
                    withSchema(7, Section.of("notes", codec, NOTES)).journaled(4812),
                    Section.of("archive", codec, ARCHIVE),
                    Section.of("repl", StateCodec.text("jsh"), SCRIPT))),
            WriteProgress.NONE);
  }

  private static Section withSchema(int schema, Section section) {
    SectionFormat format = section.format();
    return new Section(
        section.name(),
        new SectionFormat(
            format.codec(), format.codecVersion(), format.type(), schema, format.fileExtension()),
        section.journaled(),
        section.content());
  }
}
