package io.liveimage.snapshot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.liveimage.snapshot.Manifest.Entry;
import io.liveimage.snapshot.Manifest.Packing;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DamagedImageTest {

  private static final StateCodec<String> SCRIPT = StateCodec.text("jsh");
  private static final StateCodec<Integer> NUMBER = StateCodec.smile(Integer.class);

  private static final StateCodec<String> NOTES = StateCodec.smile(String.class);
  private static final String TEXT = "A note. ".repeat(8750);

  @TempDir Path images;
  private SnapshotStore store;
  private Path second;
  private RecordedLog log;

  @BeforeEach
  void writeTwoImages() {
    log = RecordedLog.of(DirectoryStore.class);
    store = SnapshotStore.directory(images);
    write(1);
    write(2);
    second = images.resolve("0000002");
  }

  @AfterEach
  void closeLog() {
    log.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"count.smile", "repl.jsh", "notes.smile.zst", "MANIFEST.json"})
  void isNeverOpenedWithAnyByteChanged(String name) throws IOException {
    byte[] original = Files.readAllBytes(second.resolve(name));

    for (int i = 0; i < original.length; i++) {
      for (int pattern : new int[] {0x01, 0x80, 0xff}) {
        byte[] flipped = original.clone();
        flipped[i] ^= (byte) pattern;
        requireNotOpened(name, flipped);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"count.smile", "repl.jsh", "notes.smile.zst", "MANIFEST.json"})
  void isNeverOpenedWithAFileCutOffOrGrown(String name) throws IOException {
    byte[] original = Files.readAllBytes(second.resolve(name));

    for (int length = 0; length < original.length; length++) {
      requireNotOpened(name, Arrays.copyOf(original, length));
    }
    requireNotOpened(name, Arrays.copyOf(original, original.length + 1));
    requireNotOpened(name, Arrays.copyOf(original, original.length + 10_000));
  }

  @ParameterizedTest
  @ValueSource(strings = {"count.smile", "repl.jsh", "notes.smile.zst", "MANIFEST.json"})
  void isNeverOpenedWithPartsOfFilesMixed(String name) throws IOException {
    byte[] original = Files.readAllBytes(second.resolve(name));
    byte[] other = Files.readAllBytes(images.resolve("0000001/MANIFEST.json"));
    var random = new Random(20261121);

    for (int round = 0; round < 300; round++) {
      byte[] spliced = splice(original, random.nextBoolean() ? original : other, random);
      if (!Arrays.equals(spliced, original)) {
        requireNotOpened(name, spliced);
      }
    }
  }

  /** Returns the first with a piece of it, perhaps of no length, replaced by one of the other. */
  private static byte[] splice(byte[] original, byte[] other, Random random) {
    int from = random.nextInt(original.length + 1);
    int to = random.nextInt(from, original.length + 1);
    int start = random.nextInt(other.length + 1);
    int end = random.nextInt(start, other.length + 1);
    var spliced = new ByteArrayOutputStream();
    spliced.write(original, 0, from);
    spliced.write(other, start, end - start);
    spliced.write(original, to, original.length - to);
    return spliced.toByteArray();
  }

  @ParameterizedTest
  @ValueSource(strings = {"count.smile", "repl.jsh", "notes.smile.zst", "MANIFEST.json"})
  void isReplacedByTheOneBeforeWhicheverFileIsDamaged(String name) throws IOException {
    byte[] damaged = Files.readAllBytes(second.resolve(name));
    damaged[damaged.length / 2] ^= 1;
    Files.write(second.resolve(name), damaged);

    assertThat(count(store.open(StartFrom.NEWEST).orElseThrow())).isEqualTo(1);

    assertThat(log.messages()).singleElement().asString().contains("0000002.broken: ", name);
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 10, 69_999, 70_003, 1L << 60, Long.MAX_VALUE})
  void isNeverDecompressedToAnotherLengthThanItTells(long length) throws Exception {
    Snapshot image = store.open(StartFrom.NEWEST).orElseThrow();
    Manifest honest = Manifest.parse(second, Files.readAllBytes(second.resolve("MANIFEST.json")));
    Entry notes = honest.sections().get(2);
    Entry lie =
        new Entry(
            notes.name(),
            notes.file(),
            notes.format(),
            notes.journaled(),
            Packing.zstd(length),
            notes.length(),
            notes.checksum());
    manifest(lie);

    Section section = store.open(StartFrom.NEWEST).orElseThrow().section("notes").orElseThrow();

    assertThat(image.section("notes").orElseThrow().decode(NOTES)).isEqualTo(TEXT);
    assertThatExceptionOfType(SnapshotException.class)
        .isThrownBy(() -> section.decode(NOTES))
        .withMessageMatching(
            "Cannot restore section notes: notes.smile.zst of .* holds (more|less) than the "
                + length
                + " bytes that the manifest tells");
  }

  @Test
  void isSetAsideWithTheReasonInTheLog() throws IOException {
    Files.delete(second.resolve("count.smile"));

    assertThat(count(store.open(StartFrom.NEWEST).orElseThrow())).isEqualTo(1);

    assertThat(ImageNames.in(images)).containsExactly("0000001", "0000002.broken");
    assertThat(log.messages())
        .containsExactly(
            "WARN Image %s is damaged, set aside as 0000002.broken: count.smile is missing"
                .formatted(second));
  }

  @Test
  void isSetAsideUnderAFreeName() throws IOException {
    Files.createDirectories(images.resolve("0000002.broken"));
    Files.createDirectories(images.resolve("0000002.broken-2"));
    Files.delete(second.resolve("MANIFEST.json"));

    store.open(StartFrom.NEWEST);

    assertThat(ImageNames.in(images))
        .containsExactly("0000001", "0000002.broken", "0000002.broken-2", "0000002.broken-3");
  }

  @Test
  void isSkippedWhenThePreviousOneIsAskedFor() throws IOException {
    write(3);
    Files.delete(second.resolve("MANIFEST.json"));

    assertThat(count(store.open(StartFrom.PREVIOUS).orElseThrow())).isEqualTo(1);

    assertThat(ImageNames.in(images)).containsExactly("0000001", "0000002.broken", "0000003");
  }

  @Test
  void isSetAsideBeforeAnotherOneToo() throws IOException {
    write(3);
    Files.delete(second.resolve("MANIFEST.json"));

    assertThat(count(store.open(StartFrom.before(3)).orElseThrow())).isEqualTo(1);

    assertThat(ImageNames.in(images)).containsExactly("0000001", "0000002.broken", "0000003");
  }

  @Test
  void isAnErrorWhenItIsAskedForByNumberAndStaysWhereItIs() throws IOException {
    Files.delete(second.resolve("MANIFEST.json"));

    assertThatExceptionOfType(SnapshotException.class)
        .isThrownBy(() -> store.open(StartFrom.generation(2)))
        .withMessage(
            "Image %s is damaged: MANIFEST.json is missing. It was asked for by its number, so no"
                + " other one is opened; existing: 2, 1",
            second);

    assertThat(ImageNames.in(images)).containsExactly("0000001", "0000002");
  }

  @Test
  void neverLeadsToAStartWithoutStateUnlessSomebodySaysSo() throws IOException {
    Files.delete(images.resolve("0000001/repl.jsh"));
    Files.delete(second.resolve("repl.jsh"));
    String expected =
        ("There is no valid image in %s, only damaged ones: 0000002.broken, 0000001.broken; the log"
                + " says what was wrong when each was set aside. Nothing was deleted: repair one and"
                + " rename it back, or start without state by liveimage.start=empty")
            .formatted(images);

    for (int start = 0; start < 2; start++) {
      assertThatExceptionOfType(SnapshotException.class)
          .isThrownBy(() -> store.open(StartFrom.NEWEST))
          .withMessage(expected);
    }
    assertThat(store.open(StartFrom.EMPTY)).isEmpty();
    assertThat(write(3).generation()).isEqualTo(3);
    assertThat(count(store.open(StartFrom.NEWEST).orElseThrow())).isEqualTo(3);
  }

  @Test
  void isNoticedWhenASectionChangesAfterTheImageWasOpened() throws IOException {
    Section section = store.open(StartFrom.NEWEST).orElseThrow().section("repl").orElseThrow();
    Files.writeString(second.resolve("repl.jsh"), "int y = 1000");

    assertThatExceptionOfType(SnapshotException.class)
        .isThrownBy(() -> section.decode(SCRIPT))
        .withMessageStartingWith(
            "Cannot restore section repl: repl.jsh of %s was changed since the image was verified:"
                + " its checksum is another one",
            second);
    assertThat(ImageNames.in(images)).containsExactly("0000001", "0000002");
  }

  @Test
  void isALinkInsteadOfAFile() throws IOException {
    Path elsewhere = images.resolve("elsewhere.jsh");
    Files.move(second.resolve("repl.jsh"), elsewhere);
    Files.createSymbolicLink(second.resolve("repl.jsh"), elsewhere);

    assertSetAside("repl.jsh is not a regular file (symbolic links are not followed)");
  }

  @Test
  void isALinkInsteadOfADirectory() throws IOException {
    Path elsewhere = images.resolve("elsewhere");
    Files.move(second, elsewhere);
    Files.createSymbolicLink(second, elsewhere);

    assertSetAside("it is not a directory (symbolic links are not followed)");
    assertThat(elsewhere).isDirectory();
  }

  @Test
  void isACopyOfAnotherImage() throws IOException {
    Files.copy(
        images.resolve("0000001/MANIFEST.json"),
        second.resolve("MANIFEST.json"),
        java.nio.file.StandardCopyOption.REPLACE_EXISTING);

    assertSetAside("MANIFEST.json is of image 1, expected 2");
  }

  @Test
  void hasAManifestTooLargeToRead() throws IOException {
    try (var file = new RandomAccessFile(second.resolve("MANIFEST.json").toFile(), "rw")) {
      file.setLength(1L << 40);
    }

    assertSetAside("MANIFEST.json is 1,099,511,627,776 bytes long, expected at most 16,777,216");
  }

  @Test
  void namesALengthThatTheFileDoesNotHave() throws IOException {
    manifest(entry("repl", "repl.jsh", Long.MAX_VALUE));

    assertSetAside("repl.jsh is 12 bytes long, expected 9,223,372,036,854,775,807");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "../x",
        "/etc/passwd",
        "repl.jsh/../x",
        "repl./x",
        "other.jsh",
        "repl",
        "repl.",
        "repl.A"
      })
  void namesAFileThatIsNotTheSections(String file) throws IOException {
    manifest(entry("repl", file, 12));

    assertSetAside(
        "MANIFEST.json names the file \"%s\" for section \"repl\", expected the section's name and"
            + " an ending",
        file);
  }

  @Test
  void namesASectionTwice() throws IOException {
    manifest(entry("repl", "repl.jsh", 12), entry("Repl", "Repl.jsh", 12));

    assertSetAside("MANIFEST.json names the section \"Repl\" twice (case is ignored)");
  }

  @Test
  void hasAManifestOfSomethingElse() throws IOException {
    var other = new Manifest("other", 1, 2, 0, "test", Instant.EPOCH, List.of());
    restore("MANIFEST.json", other.toBytes());

    assertSetAside(
        "MANIFEST.json has format \"other\" version 1, expected \"liveimage\" version 1 or later");
  }

  @Test
  void isNotDamagedWhenANewerLiveImageWroteIt() throws IOException {
    var newer = new Manifest("liveimage", 3, 2, 0, "test", Instant.EPOCH, List.of());
    restore("MANIFEST.json", newer.toBytes());

    for (StartFrom from : List.of(StartFrom.NEWEST, StartFrom.PREVIOUS, StartFrom.generation(2))) {
      assertThatExceptionOfType(SnapshotException.class)
          .isThrownBy(() -> store.open(from))
          .withMessage(
              "Cannot open %s: it was written by a newer LiveImage (image format 3, this one reads"
                  + " up to 2). Run that LiveImage, or name an older image with"
                  + " liveimage.start=<generation>",
              second);
    }
    assertThat(ImageNames.in(images)).containsExactly("0000001", "0000002");
    assertThat(count(store.open(StartFrom.generation(1)).orElseThrow())).isEqualTo(1);
  }

  private void requireNotOpened(String name, byte[] content) throws IOException {
    Files.write(second.resolve(name), content);
    assertThatExceptionOfType(CorruptImageException.class)
        .isThrownBy(() -> ImageDirectory.verify(second, 2, ReadProgress.NONE))
        .withMessageContaining(name);
  }

  private void assertSetAside(String reason, Object... arguments) {
    assertThat(count(store.open(StartFrom.NEWEST).orElseThrow())).isEqualTo(1);
    assertThat(log.messages())
        .containsExactly(
            "WARN Image %s is damaged, set aside as 0000002.broken: ".formatted(second)
                + reason.formatted(arguments));
  }

  private static Entry entry(String name, String file, long length) {
    return new Entry(
        name,
        file,
        SectionFormat.of(SCRIPT),
        OptionalLong.empty(),
        Packing.PLAIN,
        length,
        "00000000");
  }

  private void manifest(Entry... entries) throws IOException {
    restore(
        "MANIFEST.json",
        Manifest.of(2, new Draft("test", 0, List.of()), Instant.EPOCH, List.of(entries)).toBytes());
  }

  private void restore(String name, byte[] content) throws IOException {
    Files.write(second.resolve(name), content);
  }

  private Snapshot write(int count) {
    return store.write(
        new Draft(
            "test",
            0,
            List.of(
                Section.of("count", NUMBER, count),
                Section.of("repl", SCRIPT, "int x = 1000"),
                Section.of("notes", NOTES, TEXT))),
        WriteProgress.NONE);
  }

  private static int count(Snapshot image) {
    return image.section("count").orElseThrow().decode(NUMBER);
  }
}
