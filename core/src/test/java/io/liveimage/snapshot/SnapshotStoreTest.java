package io.liveimage.snapshot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SnapshotStoreTest {

  private static final StateCodec<String> SCRIPT = StateCodec.text("jsh");
  private static final StateCodec<Integer> NUMBER = StateCodec.smile(Integer.class);

  @TempDir Path home;
  private Path images;
  private SnapshotStore store;

  @BeforeEach
  void openStore() {
    images = home.resolve("state/images");
    store = SnapshotStore.directory(images);
  }

  @Test
  void hasNothingToOpenBeforeTheFirstWrite() {
    assertThat(store.open(StartFrom.NEWEST)).isEmpty();
    assertThat(images).doesNotExist();
  }

  @Test
  void opensWhatWasWritten() {
    Instant before = Instant.now().minusMillis(1);
    store.write(
        new Draft(
            "tasting-notes",
            0,
            List.of(Section.of("count", NUMBER, 42), Section.of("repl", SCRIPT, "int x;"))),
        WriteProgress.NONE);

    Snapshot image = SnapshotStore.directory(images).open(StartFrom.NEWEST).orElseThrow();

    assertThat(image.generation()).isEqualTo(1);
    assertThat(image.app()).isEqualTo("tasting-notes");
    assertThat(image.createdAt()).isBetween(before, Instant.now());
    assertThat(image.sectionNames()).containsExactly("count", "repl");
    assertThat(image.section("count").orElseThrow().decode(NUMBER)).isEqualTo(42);
    assertThat(image.section("repl").orElseThrow().decode(SCRIPT)).isEqualTo("int x;");
    assertThat(image.section("other")).isEmpty();
  }

  @Test
  void returnsTheWrittenImageFromItsFinalPlace() {
    Snapshot image = write(42);

    assertThat(image.section("count").orElseThrow().decode(NUMBER)).isEqualTo(42);
    assertThat(image.toString()).startsWith("image 1 of test, saved at 20");
  }

  @Test
  void writesAnImageThatAPersonCanLookInto() throws IOException {
    Section script = Section.of("repl", SCRIPT, "int x;").journaled(4812);
    store.write(new Draft("test", 3, List.of(script)), WriteProgress.NONE);

    assertThat(ImageNames.in(images)).containsExactly("0000001");
    assertThat(images.resolve("0000001/repl.jsh")).hasContent("int x;");
    assertThat(Files.readString(images.resolve("0000001/MANIFEST.json")))
        .matches(
            """
            \\{
              "format" : "liveimage",
              "formatVersion" : 2,
              "generation" : 1,
              "timeline" : 3,
              "app" : "test",
              "createdAt" : "20[0-9T:.-]+Z",
              "sections" : \\[
                \\{
                  "name" : "repl",
                  "file" : "repl.jsh",
                  "codec" : "text",
                  "codecVersion" : 1,
                  "type" : "java.lang.String",
                  "schema" : 1,
                  "journaled" : 4812,
                  "length" : 6,
                  "crc32c" : "[0-9a-f]{8}"
                }
              ],
              "crc32c" : "[0-9a-f]{8}"
            }
            """);
  }

  @Test
  void isForItsOwnerOnly() throws IOException {
    write(1);

    assertThat(permissions(home.resolve("state"))).isEqualTo("rwx------");
    assertThat(permissions(images)).isEqualTo("rwx------");
    assertThat(permissions(images.resolve("0000001"))).isEqualTo("rwx------");
    assertThat(permissions(images.resolve("0000001/MANIFEST.json"))).isEqualTo("rw-------");
    assertThat(permissions(images.resolve("0000001/count.smile"))).isEqualTo("rw-------");
  }

  @Test
  void savesAnImageWithoutSectionsAndASectionWithoutBytes() {
    store.write(new Draft("test", 0, List.of()), WriteProgress.NONE);
    store.write(new Draft("test", 0, List.of(Section.of("repl", SCRIPT, ""))), WriteProgress.NONE);

    assertThat(open(StartFrom.generation(1)).sectionNames()).isEmpty();
    assertThat(open(StartFrom.NEWEST).section("repl").orElseThrow().decode(SCRIPT)).isEmpty();
  }

  @Test
  void carriesASectionOverAsItIs() {
    write(42);
    Section carried = open(StartFrom.NEWEST).section("count").orElseThrow();

    store.write(new Draft("test", 0, List.of(carried)), WriteProgress.NONE);

    Section written = open(StartFrom.NEWEST).section("count").orElseThrow();
    assertThat(Encoding.of(written)).isEqualTo(Encoding.of(carried));
  }

  @Test
  void opensTheNewestThePreviousOneByNumberOrNone() {
    write(1);
    write(2);
    write(3);

    assertThat(count(open(StartFrom.NEWEST))).isEqualTo(3);
    assertThat(count(open(StartFrom.PREVIOUS))).isEqualTo(2);
    assertThat(count(open(StartFrom.generation(1)))).isEqualTo(1);
    assertThat(count(open(StartFrom.before(2)))).isEqualTo(1);
    assertThat(count(open(StartFrom.before(99)))).isEqualTo(3);
    assertThat(store.open(StartFrom.EMPTY)).isEmpty();
  }

  @Test
  void saysWhichImagesExistWhenTheOneAskedForDoesNot() {
    write(1);

    assertThatExceptionOfType(SnapshotException.class)
        .isThrownBy(() -> store.open(StartFrom.PREVIOUS))
        .withMessage("There is no previous image in " + images + "; existing: 1");
    assertThatExceptionOfType(SnapshotException.class)
        .isThrownBy(() -> store.open(StartFrom.generation(7)))
        .withMessage("There is no image 7 in " + images + "; existing: 1");
    assertThatExceptionOfType(SnapshotException.class)
        .isThrownBy(() -> store.open(StartFrom.before(1)))
        .withMessage("There is no image before 1 in " + images + "; existing: 1");
  }

  @Test
  void saysThatThereIsNoImageAtAllWhenAParticularOneIsAskedFor() {
    assertThatExceptionOfType(SnapshotException.class)
        .isThrownBy(() -> store.open(StartFrom.PREVIOUS))
        .withMessage("There is no previous image in " + images + "; existing: none");
  }

  @Test
  void prunesAllButTheNewestAndOneBesides() throws IOException {
    for (int i = 1; i <= 8; i++) {
      write(i);
    }

    store.prune(4, 2);

    assertThat(ImageNames.in(images))
        .containsExactly("0000002", "0000005", "0000006", "0000007", "0000008");
  }

  @Test
  void neitherCountsNorPrunesWhatIsNoWholeImage() throws IOException {
    Files.createDirectories(images.resolve("0000001.broken"));
    Files.createDirectories(images.resolve("0000002"));
    Files.createDirectories(images.resolve("lost+found"));
    for (int i = 3; i <= 8; i++) {
      write(i);
    }

    store.prune(5, 0);

    assertThat(ImageNames.in(images))
        .containsExactly(
            "0000001.broken",
            "0000002",
            "0000004",
            "0000005",
            "0000006",
            "0000007",
            "0000008",
            "lost+found");
  }

  @Test
  void neverUsesANumberTwice() throws IOException {
    Files.createDirectories(images.resolve("0000007.broken"));
    assertThat(write(1).generation()).isEqualTo(8);

    Files.createDirectories(images.resolve("0000011.broken-2"));
    assertThat(write(1).generation()).isEqualTo(12);

    Files.createDirectories(images.resolve(".tmp-0000020"));
    store.open(StartFrom.NEWEST);
    assertThat(write(1).generation()).isEqualTo(21);
  }

  @Test
  void goesOnBeyondSevenDigits() throws IOException {
    Files.createDirectories(images.resolve("9999999.broken"));

    write(1);
    write(2);

    assertThat(ImageNames.in(images)).contains("10000000", "10000001");
    assertThat(open(StartFrom.NEWEST).generation()).isEqualTo(10000001);
  }

  @Test
  void removesWhatACutOffWriteLeft() throws IOException {
    write(1);
    Path leftover = Files.createDirectories(images.resolve(".tmp-0000002"));
    Files.writeString(leftover.resolve("count.smile"), "half");

    store.open(StartFrom.NEWEST);

    assertThat(ImageNames.in(images)).containsExactly("0000001");
  }

  @Test
  void opensNothingWhenItIsEmpty() throws IOException {
    Files.createDirectories(images);

    assertThat(store.open(StartFrom.NEWEST)).isEmpty();
  }

  @Test
  void doesNotTakeALinkIntoNowhereForAFirstStart() throws IOException {
    Files.createDirectories(images.getParent());
    Files.createSymbolicLink(images, home.resolve("not-mounted"));

    assertThatExceptionOfType(SnapshotException.class)
        .isThrownBy(() -> store.open(StartFrom.NEWEST))
        .withMessage("Cannot read " + images + ": it does not exist");
  }

  @Test
  void saysSoWhenTheDirectoryIsAFile() throws IOException {
    Files.createDirectories(images.getParent());
    Files.writeString(images, "a file");

    assertThatExceptionOfType(SnapshotException.class)
        .isThrownBy(() -> store.open(StartFrom.NEWEST))
        .withMessage("Cannot read " + images + ": it is not a directory");
    assertThatExceptionOfType(SnapshotException.class)
        .isThrownBy(() -> write(1))
        .withMessage("Cannot create the directory of images " + images + ": it exists already");
  }

  @Test
  void tellsHowTheBytesMove() {
    var events = new ArrayList<String>();
    var progress =
        new WriteProgress() {
          @Override
          public void written(String section, long bytes) {
            events.add(section + " written " + bytes);
          }

          @Override
          public void verified(String section, long bytes) {
            events.add(section + " verified " + bytes);
          }
        };
    var big =
        new Section(
            "big",
            new SectionFormat("raw", 1, "bytes", 1, "bin"),
            OptionalLong.empty(),
            Content.of(new byte[600 * 1024]));

    store.write(new Draft("test", 0, List.of(big, Section.of("empty", SCRIPT, ""))), progress);

    assertThat(events)
        .containsSubsequence(
            "big written 262144",
            "big written 524288",
            "big written 614400",
            "empty written 0",
            "big verified 614400");
  }

  @Test
  void leavesNothingBehindWhenTheWatcherThrows() throws IOException {
    write(1);

    assertThatIllegalStateException()
        .isThrownBy(
            () ->
                store.write(
                    new Draft("test", 0, List.of(Section.of("count", NUMBER, 2))),
                    (section, bytes) -> {
                      throw new IllegalStateException("enough");
                    }))
        .withMessage("enough");

    assertThat(ImageNames.in(images)).containsExactly("0000001");
    assertThat(count(open(StartFrom.NEWEST))).isEqualTo(1);
  }

  @Test
  void leavesNothingBehindWhenTheThreadIsInterrupted() throws IOException {
    write(1);

    Thread.currentThread().interrupt();
    assertThatExceptionOfType(SnapshotException.class)
        .isThrownBy(() -> write(2))
        .withMessageStartingWith(
            "Cannot save image 0000002 in " + images + ": the thread was interrupted")
        .withMessageEndingWith("Older images are untouched");

    assertThat(Thread.interrupted()).isTrue();
    assertThat(ImageNames.in(images)).containsExactly("0000001");
    assertThat(write(3).generation()).isEqualTo(3);
  }

  @Test
  void findsOutWhenTheDiskGivesBackSomethingElse() throws IOException {
    var disk =
        new WriteProgress() {
          @Override
          public void written(String section, long bytes) {}

          @Override
          public void complete(String section, long bytes) {
            overwrite(images.resolve(".tmp-0000001/repl.jsh"), "int y;");
          }
        };

    assertThatExceptionOfType(SnapshotException.class)
        .isThrownBy(
            () ->
                store.write(
                    new Draft("test", 0, List.of(Section.of("repl", SCRIPT, "int x;"))), disk))
        .withMessageContaining(
            "what was read back is not what was written: repl.jsh has the checksum");

    assertThat(ImageNames.in(images)).isEmpty();
  }

  private static void overwrite(Path file, String content) {
    try {
      Files.writeString(file, content);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void refusesTwoSectionsThatWouldBeOneFileOnSomeDisks() {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                store.write(
                    new Draft(
                        "test",
                        0,
                        List.of(Section.of("notes", NUMBER, 1), Section.of("Notes", NUMBER, 2))),
                    WriteProgress.NONE))
        .withMessage("Two sections are named Notes (case is ignored), expected one");
  }

  @Test
  void goesOnWhenAnOldImageCannotBePruned() throws IOException {
    for (int i = 1; i <= 6; i++) {
      write(i);
    }
    Path obstacle = Files.createDirectories(images.resolve(".tmp-0000001/full"));

    try (var log = RecordedLog.of(DirectoryStore.class)) {
      store.prune(5, 0);

      assertThat(log.messages())
          .containsExactly("WARN Cannot remove the old image " + images.resolve("0000001"));
    }
    assertThat(obstacle).exists();
    assertThat(open(StartFrom.NEWEST).generation()).isEqualTo(6);
  }

  @Test
  void findsRelativePathsWhereverTheyStart() {
    Path relative = Path.of("").toAbsolutePath().relativize(images);
    SnapshotStore.directory(relative)
        .write(new Draft("test", 0, List.of(Section.of("count", NUMBER, 7))), WriteProgress.NONE);

    assertThat(count(open(StartFrom.NEWEST))).isEqualTo(7);
  }

  private Snapshot write(int count) {
    return store.write(
        new Draft("test", 0, List.of(Section.of("count", NUMBER, count))), WriteProgress.NONE);
  }

  private Snapshot open(StartFrom from) {
    Optional<Snapshot> image = store.open(from);
    return image.orElseThrow();
  }

  private static int count(Snapshot image) {
    return image.section("count").orElseThrow().decode(NUMBER);
  }

  private static String permissions(Path path) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }
}
