package io.liveimage.local;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * One file as {@code lstat} sees it: a symbolic link is itself, not its target.
 *
 * @param path the file
 * @param kind what it is
 * @param owner the uid of its owner; empty where the file system has none
 * @param mode the twelve permission bits; 0 where the file system has none
 */
record FileStatus(Path path, Kind kind, OptionalLong owner, int mode) {
  private static final int PERMISSION_BITS = 07777;
  private static final int STICKY = 01000;
  private static final int OTHERS = 077;
  private static final int GROUP_WRITE = 020;
  private static final int OTHER_WRITE = 002;

  enum Kind {
    DIRECTORY,
    FILE,
    LINK,
    SPECIAL
  }

  static Optional<FileStatus> find(Path path) throws IOException {
    try {
      return Optional.of(of(path));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }

  static FileStatus of(Path path) throws IOException {
    Kind kind = kind(Files.readAttributes(path, BasicFileAttributes.class, NOFOLLOW_LINKS));
    if (!isUnix(path)) {
      return new FileStatus(path, kind, OptionalLong.empty(), 0);
    }
    int uid = (int) Files.getAttribute(path, "unix:uid", NOFOLLOW_LINKS);
    int mode = (int) Files.getAttribute(path, "unix:mode", NOFOLLOW_LINKS);
    OptionalLong owner = OptionalLong.of(Integer.toUnsignedLong(uid));
    return new FileStatus(path, kind, owner, mode & PERMISSION_BITS);
  }

  static boolean isUnix(Path path) {
    return path.getFileSystem().supportedFileAttributeViews().contains("unix");
  }

  boolean isOwnedBy(long uid) {
    return owner.isEmpty() || owner.getAsLong() == uid;
  }

  boolean isReadableByOthers() {
    return (mode & OTHERS) != 0;
  }

  boolean isGroupWritable() {
    return (mode & GROUP_WRITE) != 0;
  }

  boolean isWorldWritable() {
    return (mode & OTHER_WRITE) != 0;
  }

  boolean isSticky() {
    return (mode & STICKY) != 0;
  }

  /** As {@code chmod} writes it: 0700, 1777. */
  String octal() {
    return "%04o".formatted(mode);
  }

  private static Kind kind(BasicFileAttributes attributes) {
    if (attributes.isSymbolicLink()) {
      return Kind.LINK;
    }
    if (attributes.isDirectory()) {
      return Kind.DIRECTORY;
    }
    return attributes.isRegularFile() ? Kind.FILE : Kind.SPECIAL;
  }
}
