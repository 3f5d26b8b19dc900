package io.liveimage.snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files that may not be read or written, in a process that has no privileges, also under root. */
class NoPermissionIT {

  private static final List<String> UNPRIVILEGED =
      StoreProcess.isRoot() ? List.of("setpriv", "--bounding-set", "-all") : List.of();

  @TempDir Path images;

  @BeforeEach
  void writeTwoImages() {
    StoreProcess.require(
        UNPRIVILEGED.isEmpty()
            || StoreProcess.succeeds("setpriv", "--bounding-set", "-all", "true"),
        "root cannot give up its privileges here, setpriv of util-linux is missing");
    SnapshotStore store = SnapshotStore.directory(images);
    store.write(new Draft("test", 0, StoreProcess.sections(1)), WriteProgress.NONE);
    store.write(new Draft("test", 0, StoreProcess.sections(2)), WriteProgress.NONE);
  }

  @AfterEach
  void giveBackPermissions() throws IOException {
    permit("rwx------", images);
    permit("rwx------", images.resolve("0000002"));
  }

  @Test
  void isNoDamageWhenASectionMayNotBeRead() throws Exception {
    Path section = images.resolve("0000002/seed.txt");
    permit("---------", section);

    assertThat(run("open"))
        .containsExactly("> not opened Cannot read " + section + ": permission denied");

    assertThat(ImageNames.in(images)).containsExactly("0000001", "0000002");
  }

  @Test
  void isNoDamageWhenAnImageMayNotBeEntered() throws Exception {
    permit("---------", images.resolve("0000002"));

    assertThat(run("open"))
        .containsExactly(
            "> not opened Cannot read "
                + images.resolve("0000002/MANIFEST.json")
                + ": permission denied");

    assertThat(ImageNames.in(images)).containsExactly("0000001", "0000002");
  }

  @Test
  void isNoFirstStartWhenTheDirectoryMayNotBeRead() throws Exception {
    permit("---------", images);

    assertThat(run("open"))
        .containsExactly("> not opened Cannot read " + images + ": permission denied");
  }

  @Test
  void failsASaveButNotAStartWhenTheDirectoryMayNotBeWritten() throws Exception {
    permit("r-x------", images);

    assertThat(run("write"))
        .containsExactly(
            "> failed 2 Cannot save image 0000003 in "
                + images
                + ": permission denied. Older images are untouched",
            "> opened 2");
    assertThat(ImageNames.in(images)).containsExactly("0000001", "0000002");
  }

  @Test
  void saysSoWhenADamagedImageCannotBeSetAside() throws Exception {
    Files.delete(images.resolve("0000002/seed.txt"));
    permit("r-x------", images);

    assertThat(run("open"))
        .containsExactly(
            ("> not opened Image %s is damaged (seed.txt is missing) and cannot be set aside as"
                    + " 0000002.broken: permission denied")
                .formatted(images.resolve("0000002")));
  }

  private List<String> run(String action) throws IOException, InterruptedException {
    return StoreProcess.run(UNPRIVILEGED, action, images);
  }

  private static void permit(String permissions, Path path) throws IOException {
    Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(permissions));
  }
}
