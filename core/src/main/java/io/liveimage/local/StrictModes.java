package io.liveimage.local;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.file.LinkOption.NOFOLLOW_LINKS;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Checks that nobody but its owner (and root) can reach into a directory or put another one in its
 * place, as sshd's option of this name does for a home directory.
 *
 * <p>Where a file system has no Unix owners and modes, only the kind of each file is checked.
 */
final class StrictModes {
  private static final Logger LOG = LoggerFactory.getLogger(StrictModes.class);
  private static final int MAX_LINKS = 40;
  private static final String ELSEWHERE = "set LIVEIMAGE_HOME to another directory";

  private final long uid;
  private final Path groups;

  StrictModes(long uid, Path groups) {
    this.uid = uid;
    this.groups = groups;
  }

  static StrictModes ofThisProcess() {
    return new StrictModes(effectiveUid(), Path.of("/etc/group"));
  }

  /**
   * Walks to the directory, checking all on the way and creating what is missing, private.
   *
   * @return its real path
   */
  Path establish(Path home) {
    try {
      return walk(home.toAbsolutePath());
    } catch (IOException e) {
      throw new RunDirectoryException(
          "Cannot use %s as run directory: %s; make it readable and writable for uid %d, or %s"
              .formatted(home.toAbsolutePath(), e, uid, ELSEWHERE),
          e);
    }
  }

  /** A file of ours must not be a link, a pipe or somebody else's, planted to be followed. */
  void requireOwnFile(Path path) {
    try {
      Optional<FileStatus> status = FileStatus.find(path);
      if (status.isPresent()) {
        requireRegular(status.get());
        requireOwn(status.get());
      }
    } catch (IOException e) {
      throw new RunDirectoryException("Cannot look at %s: %s".formatted(path, e), e);
    }
  }

  /** Takes read rights on the directory from others. */
  void tighten(Path directory) throws IOException {
    FileStatus status = FileStatus.of(directory);
    if (status.isReadableByOthers()) {
      Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx------"));
      LOG.warn("Run directory {} had mode {}, set to 0700", directory, status.octal());
    }
  }

  private Path walk(Path home) throws IOException {
    Path root = home.getRoot();
    Deque<Path> names = new ArrayDeque<>();
    home.forEach(names::add);
    Path at = root;
    int links = 0;
    while (!names.isEmpty()) {
      requireSafeAncestor(FileStatus.of(at), home);
      Path next = at.resolve(names.pop()).normalize();
      FileStatus status = createdIfMissing(next);
      if (status.kind() != FileStatus.Kind.LINK) {
        at = next;
        continue;
      }
      requireLinkToFollow(status, home, names.isEmpty());
      requireEnd(++links, home);
      Path target = Files.readSymbolicLink(next);
      at = target.isAbsolute() ? root : at;
      prepend(target, names);
    }
    requireSafeHome(FileStatus.of(at));
    return at;
  }

  private static void prepend(Path target, Deque<Path> names) {
    List<Path> first = new ArrayList<>();
    target.forEach(first::add);
    for (int i = first.size() - 1; i >= 0; i--) {
      names.push(first.get(i));
    }
  }

  private static FileStatus createdIfMissing(Path path) throws IOException {
    Optional<FileStatus> existing = FileStatus.find(path);
    if (existing.isPresent()) {
      return existing.get();
    }
    try {
      OwnFiles.createDirectory(path);
      forceName(path);
    } catch (FileAlreadyExistsException e) {
      LOG.debug("{} was created by somebody else in this moment; it is checked as any", path);
    }
    return FileStatus.of(path);
  }

  /** A directory that may be entered but not read cannot be forced. */
  private static void forceName(Path path) throws IOException {
    try {
      OwnFiles.forceName(path);
    } catch (AccessDeniedException e) {
      LOG.debug("The name of {} may be lost in a power failure soon", path, e);
    }
  }

  private void requireLinkToFollow(FileStatus link, Path home, boolean last) throws IOException {
    if (last) {
      throw unsafe(
          home,
          "it is a symbolic link to " + Files.readSymbolicLink(link.path()),
          "a real directory",
          "set LIVEIMAGE_HOME to the directory itself");
    }
    requireTrustedOwner(link, home);
  }

  private static void requireEnd(int links, Path home) {
    if (links > MAX_LINKS) {
      throw unsafe(home, links + " symbolic links lead to it", "a path that ends", ELSEWHERE);
    }
  }

  private void requireSafeAncestor(FileStatus ancestor, Path home) throws IOException {
    requireDirectory(ancestor, home);
    requireTrustedOwner(ancestor, home);
    if (ancestor.isSticky()) {
      return;
    }
    if (ancestor.isWorldWritable() || (ancestor.isGroupWritable() && !isPrivateGroup(ancestor))) {
      throw unsafe(
          home,
          "others can replace what is in %s (mode %s)".formatted(ancestor.path(), ancestor.octal()),
          "directories above it that only their owner can write, or with the sticky bit",
          "chmod go-w %s, or %s".formatted(ancestor.path(), ELSEWHERE));
    }
  }

  private void requireSafeHome(FileStatus home) throws IOException {
    requireDirectory(home, home.path());
    requireOwn(home);
    if (home.isGroupWritable() || home.isWorldWritable()) {
      throw unsafe(
          home.path(),
          "others can write in it (mode " + home.octal() + ")",
          "mode 0700",
          chmod(home));
    }
    if (home.isReadableByOthers() && !isForRunning(home.path())) {
      throw unsafe(
          home.path(),
          "others can read it (mode %s), and it holds files that are not LiveImage's"
              .formatted(home.octal()),
          "an empty directory, one that was a run directory before, or mode 0700",
          chmod(home));
    }
  }

  /** Guards a directory named by mistake ({@code /etc}) from being closed to everybody else. */
  private static boolean isForRunning(Path home) throws IOException {
    if (Files.exists(home.resolve(DirectoryLock.FILE), NOFOLLOW_LINKS)) {
      return true;
    }
    try (Stream<Path> files = Files.list(home)) {
      return files.findAny().isEmpty();
    }
  }

  private static void requireDirectory(FileStatus status, Path home) {
    if (status.kind() != FileStatus.Kind.DIRECTORY) {
      throw unsafe(home, status.path() + " is not a directory", "a directory", ELSEWHERE);
    }
  }

  private void requireTrustedOwner(FileStatus status, Path home) {
    if (!status.isOwnedBy(uid) && !status.isOwnedBy(UserIds.ROOT)) {
      throw unsafe(
          home,
          "%s belongs to uid %d".formatted(status.path(), status.owner().getAsLong()),
          "directories above it that belong to uid %d or root".formatted(uid),
          ELSEWHERE);
    }
  }

  private void requireOwn(FileStatus status) {
    Path path = status.path();
    if (!status.isOwnedBy(uid)) {
      throw unsafe(
          path,
          "it belongs to uid " + status.owner().getAsLong(),
          "uid " + uid,
          "chown %d %s, or %s".formatted(uid, path, ELSEWHERE));
    }
  }

  private static void requireRegular(FileStatus status) {
    if (status.kind() != FileStatus.Kind.FILE) {
      String found = "it is a " + status.kind().name().toLowerCase(Locale.ROOT);
      throw unsafe(status.path(), found, "a regular file or none", "delete it");
    }
  }

  /** Under umask 002 each user has a group of one, and every directory is group-writable. */
  private boolean isPrivateGroup(FileStatus status) throws IOException {
    PosixFileAttributes attributes =
        Files.readAttributes(status.path(), PosixFileAttributes.class, NOFOLLOW_LINKS);
    String group = attributes.group().getName();
    if (!group.equals(attributes.owner().getName()) || !Files.isReadable(groups)) {
      return false;
    }
    try (Stream<String> lines = Files.lines(groups, ISO_8859_1)) {
      return lines
          .map(line -> line.split(":", -1))
          .filter(fields -> fields.length == 4 && fields[0].equals(group))
          .findFirst()
          .map(fields -> fields[3].isBlank())
          .orElse(false);
    }
  }

  private static String chmod(FileStatus status) {
    return "chmod 700 %s, or %s".formatted(status.path(), ELSEWHERE);
  }

  private static RunDirectoryException unsafe(
      Path path, String found, String expected, String cure) {
    return new RunDirectoryException(
        "Refusing to use %s: %s; expected %s. Cure: %s".formatted(path, found, expected, cure));
  }

  private static long effectiveUid() {
    return UserIds.read(Path.of("/proc")).own().orElseGet(StrictModes::ownerOfNewFile);
  }

  /** Where there are no owners, no file has one, and no check compares them. */
  private static long ownerOfNewFile() {
    try {
      Path file = Files.createTempFile("liveimage", ".uid");
      try {
        return FileStatus.of(file).owner().orElse(-1);
      } finally {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new RunDirectoryException(
          "Cannot find out the uid of this process: no /proc/self/status, and no file in "
              + System.getProperty("java.io.tmpdir"),
          e);
    }
  }
}
