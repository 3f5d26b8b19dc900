package io.liveimage.snapshot;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.liveimage.snapshot.SectionDiff.Difference;
import io.liveimage.snapshot.Verification.Outcome;
import java.io.IOException;
import java.io.OutputStream;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.IntStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SnapshotsTest {

  private static final StateCodec<String> SCRIPT = StateCodec.text("jsh");

  private record Note(int id, String title) {}

  private record Notes(String owner, List<Note> notes, Map<String, Integer> tags) {}

  @TempDir Path home;
  private Path images;
  private SnapshotStore store;
  private Snapshots snapshots;

  @BeforeEach
  void openStore() {
    images = home.resolve("images");
    store = SnapshotStore.directory(images);
    snapshots = Snapshots.in(images);
  }

  private Snapshot write(Section... sections) {
    return store.write(new Draft("notes", 2, List.of(sections)), WriteProgress.NONE);
  }

  private static <S> Section smile(Class<S> type, S value) {
    return Section.of("notes", StateCodec.smile(type), value);
  }

  private static Section script(String text) {
    return Section.of("repl", SCRIPT, text);
  }

  private static Section bytes(byte... content) {
    return new Section(
        "raw",
        new SectionFormat("stream", 1, "pixels", 1, "bin"),
        OptionalLong.empty(),
        Content.of(content));
  }

  private Path image(int generation) {
    return images.resolve(ImageListing.name(generation));
  }

  @Test
  void listsAndVerifies() {
    write(script("int x;"));

    assertThat(snapshots.list()).extracting(ImageStatus::name).containsExactly("0000001");
    assertThat(snapshots.verify(1).isValid()).isTrue();
    assertThat(snapshots.verify(2).outcome()).isEqualTo(Outcome.MISSING);
  }

  @Test
  void showsSmileAsJson() {
    write(smile(Notes.class, new Notes("eva", List.of(new Note(1, "Chianti")), Map.of("red", 3))));

    String shown = snapshots.show(1, "notes", 10_000);

    assertThat(shown)
        .isEqualTo(
            """
            {
              "owner" : "eva",
              "notes" : [ {
                "id" : 1,
                "title" : "Chianti"
              } ],
              "tags" : {
                "red" : 3
              }
            }
            """);
  }

  @Test
  void showsTextAsItIs() {
    write(script("int x = 1;\nString s = \"ä\";\n"));

    assertThat(snapshots.show(1, "repl", 100)).isEqualTo("int x = 1;\nString s = \"ä\";\n");
  }

  @Test
  void showsTheFirstBytesOfWhatIsNotKnown() {
    byte[] content = new byte[600];
    Arrays.fill(content, (byte) 'x');
    content[0] = 0;
    write(bytes(content));

    List<String> lines = snapshots.show(1, "raw", 10_000).lines().toList();

    assertThat(lines).hasSize(33);
    assertThat(lines.get(0))
        .isEqualTo("00000000  00 78 78 78 78 78 78 78 78 78 78 78 78 78 78 78  .xxxxxxxxxxxxxxx");
    assertThat(lines.get(31)).startsWith("000001f0  78 ");
    assertThat(lines.get(32)).isEqualTo("... (600 bytes)");
  }

  @Test
  void endsAtTheLimitAndSaysSo() {
    write(smile(int[].class, IntStream.range(0, 100_000).toArray()), script("0123456789"));

    assertThat(snapshots.show(1, "notes", 12))
        .isEqualTo("[ 0, 1, 2, 3\n... (the first 12 characters)\n");
    assertThat(snapshots.show(1, "repl", 9)).startsWith("012345678\n...");
    assertThat(snapshots.show(1, "repl", 10)).isEqualTo("0123456789");
  }

  @Test
  void showsNothingOfASectionThatIsNotThere() {
    write(script("int x;"));

    assertThatExceptionOfType(SnapshotException.class)
        .isThrownBy(() -> snapshots.show(1, "notes", 10))
        .withMessage("Image 1 has no section notes, only: repl");
  }

  @Test
  void showsWhatCanBeReadOfADamagedSectionAndSaysThatItIs() throws IOException {
    write(script("int x;"));
    Files.writeString(image(1).resolve("repl.jsh"), "int y;");
    StringWriter shown = new StringWriter();

    assertThatExceptionOfType(SnapshotException.class)
        .isThrownBy(() -> snapshots.show(1, "repl", shown))
        .withMessageStartingWith("Cannot read section repl of image 1: ")
        .withMessageContaining("checksum");

    assertThat(shown).hasToString("int y;");
    assertThat(image(1)).exists();
  }

  @Test
  void whatTheWriterThrowsIsNoDamage() {
    write(script("int x;"));
    Writer full =
        new Writer() {
          @Override
          public void write(char[] text, int offset, int length) throws IOException {
            throw new IOException("No space left on device");
          }

          @Override
          public void flush() {}

          @Override
          public void close() {}
        };

    assertThatExceptionOfType(UncheckedIOException.class)
        .isThrownBy(() -> snapshots.show(1, "repl", full))
        .withMessageContaining("No space left on device");
  }

  @Test
  void refusesBytesThatAreNotSmile() {
    SectionFormat format = SectionFormat.of(StateCodec.smile(Notes.class));
    write(new Section("notes", format, OptionalLong.empty(), Content.of("{}".getBytes(UTF_8))));

    assertThatExceptionOfType(SnapshotException.class)
        .isThrownBy(() -> snapshots.show(1, "notes", 100))
        .withMessageStartingWith("Cannot read section notes of image 1: it is not Smile: ");
  }

  @Test
  void anImageThatIsPrunedUnderTheReaderIsReportedAsSuch() {
    write(script("int x;"));
    Snapshot loaded = store.load(1);
    write(script("int y;"));
    Snapshots looking =
        Snapshots.of(
            new ForwardingStore(store) {
              @Override
              public Snapshot load(long generation) {
                store.prune(1, 0);
                return generation == 1 ? loaded : store.load(generation);
              }
            });

    assertThatExceptionOfType(SnapshotException.class)
        .isThrownBy(() -> looking.show(1, "repl", 10))
        .withMessage("Image 1 was removed while it was read");
    assertThatExceptionOfType(SnapshotException.class)
        .isThrownBy(() -> looking.diff(1, 2))
        .withMessage("Image 1 was removed while it was read");
  }

  /** Does what another store does. */
  private static class ForwardingStore implements SnapshotStore {
    private final SnapshotStore store;

    ForwardingStore(SnapshotStore store) {
      this.store = store;
    }

    @Override
    public String location() {
      return store.location();
    }

    @Override
    public Optional<Snapshot> open(StartFrom from, ReadProgress progress) {
      return store.open(from, progress);
    }

    @Override
    public Snapshot write(Draft draft, WriteProgress progress) {
      return store.write(draft, progress);
    }

    @Override
    public void prune(int keep, long also) {
      store.prune(keep, also);
    }

    @Override
    public List<ImageStatus> list() {
      return store.list();
    }

    @Override
    public Snapshot load(long generation) {
      return store.load(generation);
    }

    @Override
    public Verification verify(long generation, ReadProgress progress) {
      return store.verify(generation, progress);
    }
  }

  private List<String> differences(Section before, Section after) {
    long first = write(before).generation();
    long second = write(after).generation();
    return snapshots.diff(first, second).stream()
        .flatMap(section -> section.differences().stream())
        .map(Difference::toString)
        .toList();
  }

  private static Notes notes(Note... notes) {
    return new Notes("eva", List.of(notes), Map.of());
  }

  @Test
  void sectionsComeGoAndChange() {
    write(script("int x;"), bytes((byte) 1), Section.of("same", SCRIPT, "1"));
    write(script("int y;"), smile(Integer.class, 7), Section.of("same", SCRIPT, "1"));

    List<SectionDiff> diff = snapshots.diff(1, 2);

    assertThat(diff).extracting(SectionDiff::name).containsExactly("notes", "raw", "repl");
    assertThat(diff).extracting(SectionDiff::isAdded).containsExactly(true, false, false);
    assertThat(diff).extracting(SectionDiff::isRemoved).containsExactly(false, true, false);
    assertThat(diff).allMatch(SectionDiff::complete);
    assertThat(snapshots.diff(1, 1)).isEmpty();
  }

  @Test
  void valuesThatDifferAreNamedByTheirPath() {
    Notes before = new Notes("eva", List.of(new Note(1, "Chianti")), Map.of("very red", 3));
    Notes after = new Notes("ida", List.of(new Note(1, "Barolo")), Map.of("very red", 4));

    assertThat(differences(smile(Notes.class, before), smile(Notes.class, after)))
        .containsExactly(
            "$.owner: \"eva\" -> \"ida\"",
            "$.notes[id=1].title: \"Chianti\" -> \"Barolo\"",
            "$.tags[\"very red\"]: 3 -> 4");
  }

  @Test
  void anInsertedElementIsOneDifference() {
    Note chianti = new Note(1, "Chianti");
    Note barolo = new Note(2, "Barolo");
    Section before = smile(Notes.class, notes(chianti, barolo));

    assertThat(
            differences(before, smile(Notes.class, notes(new Note(3, "Rioja"), chianti, barolo))))
        .containsExactly("$.notes[id=3]: (none) -> {\"id\":3,\"title\":\"Rioja\"}");
    assertThat(differences(before, smile(Notes.class, notes(barolo))))
        .containsExactly("$.notes[id=1]: {\"id\":1,\"title\":\"Chianti\"} -> (none)");
    assertThat(differences(before, smile(Notes.class, notes(barolo, chianti)))).isEmpty();
  }

  @Test
  void elementsWithTheSameKeyBelongTogetherInTheirOrder() {
    Note one = new Note(1, "Chianti");
    Note other = new Note(1, "Barolo");

    assertThat(
            differences(
                smile(Notes.class, notes(new Note(9, "Rioja"), one, one)),
                smile(Notes.class, notes(one, other, new Note(9, "Rioja")))))
        .containsExactly("$.notes[id=1].title: \"Chianti\" -> \"Barolo\"");
  }

  @Test
  void scalarsAndNestedArraysAreComparedByIndex() {
    int[][] before = {{1, 2, 3}, {4}, {}};
    int[][] after = {{1, 5}, {4}, {6}, {7}};

    assertThat(differences(smile(int[][].class, before), smile(int[][].class, after)))
        .containsExactly(
            "$[0][1]: 2 -> 5",
            "$[0][2]: 3 -> (none)",
            "$[2][0]: (none) -> 6",
            "$[3]: (none) -> [7]");
  }

  @Test
  void propertiesMayStandInAnotherOrder() {
    Map<String, Object> before = new LinkedHashMap<>();
    before.put("a", 1);
    before.put("b", Map.of("x", List.of(1, 2)));
    before.put("c", 3);
    Map<String, Object> after = new LinkedHashMap<>();
    after.put("c", 3);
    after.put("d", 4);
    after.put("b", Map.of("x", List.of(1, 9)));

    assertThat(differences(smile(Map.class, before), smile(Map.class, after)))
        .containsExactlyInAnyOrder("$.b.x[1]: 2 -> 9", "$.a: 1 -> (none)", "$.d: (none) -> 4");
  }

  @Test
  void valuesOfAnotherKindDiffer() {
    assertThat(
            differences(
                smile(Object.class, Map.of("a", List.of(1))), smile(Object.class, Map.of("a", 1))))
        .containsExactly("$.a: [1] -> 1");
    assertThat(differences(smile(Object.class, "1"), smile(Object.class, 1)))
        .containsExactly("$: \"1\" -> 1");
  }

  @Test
  void thereAreNeverMoreThanAThousandDifferences() {
    write(smile(int[].class, new int[5000]));
    write(smile(int[].class, IntStream.range(1, 5001).toArray()));

    SectionDiff diff = snapshots.diff(1, 2).get(0);

    assertThat(diff.differences()).hasSize(1000);
    assertThat(diff.complete()).isFalse();
    assertThat(diff.differences().get(999)).hasToString("$[999]: 0 -> 1000");
  }

  @Test
  void longValuesAreCutOff() {
    List<String> found =
        differences(smile(String.class, "a".repeat(9999)), smile(String.class, ""));

    assertThat(found).containsExactly("$: \"" + "a".repeat(199) + "... -> \"\"");
  }

  @Test
  void anExportedDirectoryIsAStoreWithTheSameImage() throws IOException {
    write(script("int x;"));
    Snapshot original = write(script("int y;").journaled(12), bytes((byte) 7));
    Path target = home.resolve("backup");

    snapshots.export(2, target);

    assertThat(ImageNames.in(target)).containsExactly("0000002");
    Snapshot copy = SnapshotStore.directory(target).open(StartFrom.NEWEST).orElseThrow();
    assertThat(copy.createdAt()).isEqualTo(original.createdAt());
    assertThat(copy.timeline()).isEqualTo(2);
    assertThat(copy.app()).isEqualTo("notes");
    for (String name : original.sectionNames()) {
      assertThat(Encoding.of(copy.section(name).orElseThrow()))
          .isEqualTo(Encoding.of(original.section(name).orElseThrow()));
    }
    assertThat(ImageNames.in(home)).containsExactly("backup", "images");
  }

  @Test
  void anUnpackedZipFileIsAStoreWithTheSameImage() throws IOException {
    write(script("int x;"));
    Path target = home.resolve("backup.zip");

    snapshots.export(1, target);

    assertThat(names(target)).containsExactly("0000001/MANIFEST.json", "0000001/repl.jsh");
    unpack(target, home.resolve("unpacked"));
    Snapshot copy =
        SnapshotStore.directory(home.resolve("unpacked")).open(StartFrom.NEWEST).orElseThrow();
    assertThat(copy.section("repl").orElseThrow().decode(SCRIPT)).isEqualTo("int x;");
    assertThat(ImageNames.in(home)).containsExactly("backup.zip", "images", "unpacked");
  }

  private static List<String> names(Path zip) throws IOException {
    List<String> names = new ArrayList<>();
    try (ZipInputStream in = new ZipInputStream(Files.newInputStream(zip))) {
      for (ZipEntry each = in.getNextEntry(); each != null; each = in.getNextEntry()) {
        names.add(each.getName());
      }
    }
    return names;
  }

  private static void unpack(Path zip, Path target) throws IOException {
    try (ZipInputStream in = new ZipInputStream(Files.newInputStream(zip))) {
      for (ZipEntry each = in.getNextEntry(); each != null; each = in.getNextEntry()) {
        Path file = target.resolve(each.getName());
        Files.createDirectories(file.getParent());
        try (OutputStream out = Files.newOutputStream(file)) {
          in.transferTo(out);
        }
      }
    }
  }

  @Test
  void nothingIsOverwrittenByAnExport() throws IOException {
    write(script("int x;"));
    Path target = Files.createDirectory(home.resolve("backup"));

    assertThatExceptionOfType(SnapshotException.class)
        .isThrownBy(() -> snapshots.export(1, target))
        .withMessage("Cannot export image 1 to " + target + ": it exists already");
    assertThatExceptionOfType(SnapshotException.class)
        .isThrownBy(() -> snapshots.export(1, home.resolve("none/backup.zip")))
        .withMessageEndingWith("/none/backup.zip: it does not exist");
    assertThat(ImageNames.in(target)).isEmpty();
  }

  @Test
  void nothingIsLeftOfTheExportOfADamagedImage() throws IOException {
    write(script("int x;"));
    Files.writeString(image(1).resolve("repl.jsh"), "int y;");

    assertThatExceptionOfType(SnapshotException.class)
        .isThrownBy(() -> snapshots.export(1, home.resolve("backup")))
        .withMessageContaining("checksum");

    assertThat(ImageNames.in(home)).containsExactly("images");
  }

  @Test
  void pruningKeepsTheNewest() throws IOException {
    for (int i = 0; i < 4; i++) {
      write(script("int x;"));
    }

    assertThat(snapshots.prune(2)).containsExactly(2L, 1L);
    assertThat(ImageNames.in(images)).containsExactly("0000003", "0000004");
    assertThatIllegalArgumentException().isThrownBy(() -> snapshots.prune(0));
  }

  @Test
  void theNewestValidImageIsNeverPruned() throws IOException {
    for (int i = 0; i < 4; i++) {
      write(script("int x;"));
    }
    Files.writeString(image(3).resolve("repl.jsh"), "int y;");
    Files.writeString(image(4).resolve("repl.jsh"), "int y;");

    assertThat(snapshots.prune(1)).containsExactly(3L, 1L);
    assertThat(ImageNames.in(images)).containsExactly("0000002", "0000004");
  }

  @Test
  void nothingIsPrunedWhereNoImageIsValid() throws IOException {
    write(script("int x;"));
    write(script("int x;"));
    Files.delete(image(1).resolve("repl.jsh"));
    Files.delete(image(2).resolve("repl.jsh"));

    assertThatExceptionOfType(SnapshotException.class)
        .isThrownBy(() -> snapshots.prune(1))
        .withMessage("There is no valid image, so none is removed");
    assertThat(ImageNames.in(images)).containsExactly("0000001", "0000002");
  }
}
