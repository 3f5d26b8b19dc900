package io.liveimage.snapshot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FullDiskIT {

  @TempDir Path home;
  private Path disk;
  private Path images;
  private SnapshotStore store;

  @BeforeEach
  void mountSmallDisk() throws IOException {
    disk = Files.createDirectory(home.resolve("disk"));
    StoreProcess.require(StoreProcess.isRoot(), "only root can mount a disk");
    StoreProcess.require(
        StoreProcess.succeeds("mount", "-t", "tmpfs", "-o", "size=200k", "tmpfs", disk.toString()),
        "a tmpfs cannot be mounted here");
    images = disk.resolve("images");
    store = SnapshotStore.directory(images);
  }

  @AfterEach
  void unmount() throws IOException {
    if (Files.exists(disk) && Files.getFileStore(disk).type().equals("tmpfs")) {
      assertThat(StoreProcess.succeeds("umount", disk.toString())).isTrue();
    }
  }

  @Test
  void keepsTheImageBeforeAndSaysHowMuchRoomIsMissing() throws IOException {
    Section small = Section.of("repl", StateCodec.text("jsh"), "int x;");
    byte[] incompressible = new byte[300_000];
    new Random(1).nextBytes(incompressible);
    var large =
        new Section(
            "notes",
            new SectionFormat("raw", 1, "bytes", 1, "bin"),
            OptionalLong.empty(),
            Content.of(incompressible));
    store.write(new Draft("test", 0, List.of(small)), WriteProgress.NONE);

    assertThatExceptionOfType(SnapshotException.class)
        .isThrownBy(
            () -> store.write(new Draft("test", 0, List.of(small, large)), WriteProgress.NONE))
        .withMessageMatching(
            "Cannot save image 0000002 in .*/images: section notes: .* \\(300,006 bytes needed, [0-9,]+ usable\\)\\."
                + " Older images are untouched");

    assertThat(ImageNames.in(images)).containsExactly("0000001");
    Snapshot image = store.open(StartFrom.NEWEST).orElseThrow();
    assertThat(Encoding.of(image.section("repl").orElseThrow())).isEqualTo(Encoding.of(small));
    assertThat(store.write(new Draft("test", 0, List.of(small)), WriteProgress.NONE).generation())
        .isEqualTo(3);
  }

  @Test
  void startsFromADiskThatCannotBeWritten() throws IOException {
    Section small = Section.of("repl", StateCodec.text("jsh"), "int x;");
    store.write(new Draft("test", 0, List.of(small)), WriteProgress.NONE);
    assertThat(StoreProcess.succeeds("mount", "-o", "remount,ro", disk.toString())).isTrue();

    Snapshot image = store.open(StartFrom.NEWEST).orElseThrow();
    assertThat(Encoding.of(image.section("repl").orElseThrow())).isEqualTo(Encoding.of(small));
    assertThatExceptionOfType(SnapshotException.class)
        .isThrownBy(() -> store.write(new Draft("test", 0, List.of(small)), WriteProgress.NONE))
        .withMessageStartingWith("Cannot save image 0000002 in " + images + ": ");
  }
}
