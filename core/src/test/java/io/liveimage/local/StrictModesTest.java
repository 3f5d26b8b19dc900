package io.liveimage.local;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StrictModesTest {
  private static final long STRANGER = 4242;

  @TempDir private Path given;
  private Path parent;
  private Path home;
  private final StrictModes modes = StrictModes.ofThisProcess();

  @BeforeEach
  void realPath() throws IOException {
    Requirement.unixFiles();
    parent = given.toRealPath();
    home = parent.resolve("home");
  }

  @Test
  void missingDirectoriesAreCreatedPrivate() throws IOException {
    Path deep = parent.resolve("a/b/home");

    assertThat(modes.establish(deep)).isEqualTo(deep);

    assertThat(mode(deep)).isEqualTo("rwx------");
    assertThat(mode(parent.resolve("a/b"))).isEqualTo("rwx------");
    assertThat(mode(parent.resolve("a"))).isEqualTo("rwx------");
  }

  @Test
  void ownPrivateDirectoryIsTaken() throws IOException {
    directory(home, "rwx------");

    assertThat(modes.establish(home)).isEqualTo(home);
  }

  @Test
  void symbolicLinkIsRefused() throws IOException {
    directory(parent.resolve("target"), "rwx------");
    Files.createSymbolicLink(home, Path.of("target"));

    assertThatThrownBy(() -> modes.establish(home))
        .isInstanceOf(RunDirectoryException.class)
        .hasMessage(
            "Refusing to use %s: it is a symbolic link to target; expected a real directory."
                    .formatted(home)
                + " Cure: set LIVEIMAGE_HOME to the directory itself");
  }

  @Test
  void fileIsRefused() throws IOException {
    Files.createFile(home);

    assertRefused(home, home + " is not a directory");
    assertRefused(home.resolve("below"), home + " is not a directory");
  }

  @Test
  void directoryThatOthersCanWriteIsRefusedAndNotChanged() throws IOException {
    directory(home, "rwx-----x");
    Files.setPosixFilePermissions(home, PosixFilePermissions.fromString("rwxrwxrwx"));

    assertThatThrownBy(() -> modes.establish(home))
        .isInstanceOf(RunDirectoryException.class)
        .hasMessage(
            ("Refusing to use %s: others can write in it (mode 0777); expected mode 0700."
                    + " Cure: chmod 700 %s, or set LIVEIMAGE_HOME to another directory")
                .formatted(home, home));
    assertThat(mode(home)).isEqualTo("rwxrwxrwx");
  }

  @Test
  void directoryThatItsGroupCanWriteIsRefused() throws IOException {
    directory(home, "rwxrwx---");

    assertRefused(home, "others can write in it (mode 0770)");
  }

  @Test
  void emptyDirectoryThatOthersCanReadIsTakenAndTightened() throws IOException {
    directory(home, "rwxr-xr-x");

    assertThat(modes.establish(home)).isEqualTo(home);
    assertThat(mode(home)).isEqualTo("rwxr-xr-x");
    modes.tighten(home);
    assertThat(mode(home)).isEqualTo("rwx------");
  }

  @Test
  void usedRunDirectoryThatOthersCanReadIsTaken() throws IOException {
    directory(home, "rwxr-x---");
    Files.createFile(home.resolve("lock"));
    Files.createFile(home.resolve("notes"));

    assertThat(modes.establish(home)).isEqualTo(home);
  }

  @Test
  void foreignFilesInAReadableDirectoryAreNotShutAwayFromTheirReaders() throws IOException {
    directory(home, "rwxr-xr-x");
    Files.createFile(home.resolve("passwd"));

    assertRefused(home, "others can read it (mode 0755), and it holds files that are not");
    assertThat(mode(home)).isEqualTo("rwxr-xr-x");
  }

  @Test
  void parentThatOthersCanWriteIsRefused() throws IOException {
    directory(parent.resolve("open"), "rwxrwxrwx");

    assertThatThrownBy(() -> modes.establish(parent.resolve("open/home")))
        .isInstanceOf(RunDirectoryException.class)
        .hasMessage(
            ("Refusing to use %1$s/open/home: others can replace what is in %1$s/open (mode 0777);"
                    + " expected directories above it that only their owner can write, or with the"
                    + " sticky bit. Cure: chmod go-w %1$s/open, or set LIVEIMAGE_HOME to another"
                    + " directory")
                .formatted(parent));
    assertThat(parent.resolve("open/home")).doesNotExist();
  }

  @Test
  void parentThatOthersCanWriteIsAcceptedWithTheStickyBit() throws IOException {
    Path sticky = directory(parent.resolve("sticky"), "rwxrwxrwx");
    Files.setAttribute(sticky, "unix:mode", 01777);

    assertThat(modes.establish(sticky.resolve("home"))).isEqualTo(sticky.resolve("home"));
  }

  @Test
  void parentThatItsGroupCanWriteIsAcceptedWhenNobodyElseIsInTheGroup() throws IOException {
    Path project = directory(parent.resolve("project"), "rwxrwxr-x");
    PosixFileAttributes owner = Files.readAttributes(project, PosixFileAttributes.class);
    Requirement.require(owner.owner().getName().equals(owner.group().getName()), "a private group");
    String group = owner.group().getName();

    assertRefused(withGroups(group + ":x:7:alice\n"), project.resolve("home"), "mode 0775");
    assertRefused(withGroups("staff:x:7:\n"), project.resolve("home"), "mode 0775");
    assertRefused(withGroups(null), project.resolve("home"), "mode 0775");
    assertThat(withGroups("staff:x:7:bob\n" + group + ":x:8:\n").establish(project.resolve("home")))
        .isDirectory();
  }

  @Test
  void linkAboveIsFollowedAndBothSidesOfItAreChecked() throws IOException {
    directory(parent.resolve("real"), "rwx------");
    directory(parent.resolve("links"), "rwx------");
    Path link = Files.createSymbolicLink(parent.resolve("links/link"), Path.of("../real/./"));

    assertThat(modes.establish(link.resolve("home"))).isEqualTo(parent.resolve("real/home"));
    directory(parent.resolve("links"), "rwxrwxrwx");
    assertRefused(link.resolve("home"), "others can replace what is in " + parent.resolve("links"));
    directory(parent.resolve("links"), "rwx------");
    directory(parent.resolve("real"), "rwxrwxrwx");
    assertRefused(link.resolve("home"), "others can replace what is in " + parent.resolve("real"));
  }

  @Test
  void absoluteLinkAboveIsFollowed() throws IOException {
    directory(parent.resolve("real"), "rwx------");
    Path link = Files.createSymbolicLink(parent.resolve("link"), parent.resolve("real"));

    assertThat(modes.establish(link.resolve("../link/home")))
        .isEqualTo(parent.resolve("real/home"));
  }

  @Test
  void linksInACircleAreRefused() throws IOException {
    Path circle = Files.createSymbolicLink(parent.resolve("circle"), Path.of("circle"));

    assertRefused(circle.resolve("home"), "41 symbolic links lead to it");
  }

  @Test
  void directoryOfAnotherUserIsRefused() throws IOException {
    Requirement.root();
    Files.setAttribute(directory(home, "rwx------"), "unix:uid", (int) STRANGER);

    assertThatThrownBy(() -> modes.establish(home))
        .isInstanceOf(RunDirectoryException.class)
        .hasMessage(
            ("Refusing to use %s: it belongs to uid 4242; expected uid 0. Cure: chown 0 %s, or set"
                    + " LIVEIMAGE_HOME to another directory")
                .formatted(home, home));
  }

  @Test
  void directoryBelowAnotherUsersIsRefused() throws IOException {
    Requirement.root();
    Path foreign = directory(parent.resolve("foreign"), "rwxr-xr-x");
    Files.setAttribute(foreign, "unix:uid", (int) STRANGER);

    assertRefused(foreign.resolve("home"), foreign + " belongs to uid 4242");
  }

  @Test
  void linkOfAnotherUserIsRefused() throws IOException {
    Requirement.root();
    Requirement.program("/bin/chown");
    directory(parent.resolve("real"), "rwx------");
    Path link = Files.createSymbolicLink(parent.resolve("link"), parent.resolve("real"));
    try (ChildProcess chown = ChildProcess.of("/bin/chown", "-h", "4242", link.toString())) {
      chown.awaitEnd();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }

    assertRefused(link.resolve("home"), link + " belongs to uid 4242");
  }

  @Test
  void directoryOfRootIsNoRunDirectoryOfAnotherUser() throws IOException {
    Requirement.root();
    directory(home, "rwx------");
    StrictModes stranger = new StrictModes(STRANGER, Path.of("/etc/group"));

    assertRefused(stranger, home, "it belongs to uid 0; expected uid 4242");
  }

  @Test
  void rootOfTheFileSystemIsRefused() {
    assertThatThrownBy(() -> modes.establish(Path.of("/")))
        .isInstanceOf(RunDirectoryException.class)
        .hasMessageStartingWith("Refusing to use /: ");
  }

  @Test
  void ownFilesMustBeRegularAndOurs() throws IOException {
    Path file = Files.createFile(parent.resolve("file"));
    Path link = Files.createSymbolicLink(parent.resolve("link"), file);
    Path directory = directory(home, "rwx------");

    modes.requireOwnFile(file);
    modes.requireOwnFile(parent.resolve("missing"));
    assertThatThrownBy(() -> modes.requireOwnFile(link))
        .isInstanceOf(RunDirectoryException.class)
        .hasMessage(
            "Refusing to use %s: it is a link; expected a regular file or none. Cure: delete it"
                .formatted(link));
    assertThatThrownBy(() -> modes.requireOwnFile(directory)).hasMessageContaining("a directory;");
  }

  private void assertRefused(Path path, String found) {
    assertRefused(modes, path, found);
  }

  private static void assertRefused(StrictModes modes, Path path, String found) {
    assertThatThrownBy(() -> modes.establish(path))
        .isInstanceOf(RunDirectoryException.class)
        .hasMessageStartingWith("Refusing to use " + path + ": ")
        .hasMessageContaining(found);
  }

  private StrictModes withGroups(String lines) throws IOException {
    Path groups = parent.resolve("group");
    Files.deleteIfExists(groups);
    if (lines != null) {
      Files.writeString(groups, lines, UTF_8);
    }
    long uid = FileStatus.of(parent).owner().getAsLong();
    return new StrictModes(uid, groups);
  }

  private static Path directory(Path path, String permissions) throws IOException {
    Files.createDirectories(path);
    return Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(permissions));
  }

  private static String mode(Path path) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }
}
