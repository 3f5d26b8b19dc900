package io.liveimage.snapshot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DirectoryStoreTest extends SnapshotStoreContract {

  @TempDir Path home;
  private Path images;

  @Override
  SnapshotStore create() {
    images = home.resolve("state/images");
    return reopened();
  }

  @Override
  SnapshotStore reopened() {
    return SnapshotStore.directory(images);
  }

  @Test
  void makesNoDirectoryBeforeTheFirstWrite() {
    store.open(StartFrom.NEWEST);

    assertThat(images).doesNotExist();
    assertThat(store.location()).isEqualTo(images.toString());
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

    SnapshotStore plain = SnapshotStore.directory(images, new StoreOptions(Compression.NONE));
    plain.write(new Draft("test", 0, List.of(big, Section.of("empty", SCRIPT, ""))), progress);

    assertThat(events)
        .containsSubsequence(
            "big written 262144",
            "big written 524288",
            "big written 614400",
            "big verified 614400",
            "empty written 0");
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

  @Test
  void saysSoWhenTheNameIsTooLong() {
    Path tooLong = home.resolve("i".repeat(300));

    assertThatExceptionOfType(SnapshotException.class)
        .isThrownBy(
            () ->
                SnapshotStore.directory(tooLong)
                    .write(draft(Section.of("count", NUMBER, 1)), WriteProgress.NONE))
        .withMessage("Cannot create the directory of images " + tooLong + ": File name too long");
  }

  @Test
  void saysSoWhenItsDirectoryIsTakenAwayWhileItWrites() throws IOException {
    write(1);
    Path elsewhere = home.resolve("elsewhere");

    assertThatExceptionOfType(SnapshotException.class)
        .isThrownBy(
            () ->
                store.write(
                    draft(Section.of("count", NUMBER, 2)),
                    (section, bytes) -> replace(images, elsewhere)))
        .withMessage(
            "Cannot save image 0000002 in "
                + images
                + ": .tmp-0000002 was removed or replaced while it was written. Older images are"
                + " untouched");

    assertThat(ImageNames.in(images)).isEmpty();
    assertThat(ImageNames.in(elsewhere)).contains("0000001");
    assertThat(write(3).generation()).isEqualTo(3);
  }

  private static void replace(Path directory, Path elsewhere) {
    try {
      if (!Files.exists(elsewhere)) {
        Files.move(directory, elsewhere);
        Files.createDirectory(directory);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String permissions(Path path) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }
}
