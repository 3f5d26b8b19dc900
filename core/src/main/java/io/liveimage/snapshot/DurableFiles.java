package io.liveimage.snapshot;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;
import static java.nio.file.StandardOpenOption.READ;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import org.jspecify.annotations.Nullable;

/** Files and directories of our own user that are on the disk when the method returns. */
final class DurableFiles {

  /** Small, since the JDK keeps a buffer of this size outside the heap for each writing thread. */
  static final int CHUNK = 256 * 1024;

  /** Windows cannot open a directory, so that there is nothing to force. */
  private static final boolean DIRECTORIES_CAN_BE_FORCED =
      !System.getProperty("os.name").startsWith("Windows");

  private DurableFiles() {}

  /** Makes an absolute directory and its missing parents; does nothing if it exists. */
  static void createDirectories(Path directory) throws IOException {
    Path parent = directory.getParent();
    if (parent != null && !Files.isDirectory(directory)) {
      createDirectories(parent);
      createDirectory(directory);
      forceDirectory(parent);
    }
  }

  /** Makes the directory, which becomes durable with its parent. */
  static void createDirectory(Path directory) throws IOException {
    Files.createDirectory(directory, ownerOnly(directory, "rwx------"));
  }

  /** Writes a new file. */
  static void write(Path file, byte[] content) throws IOException {
    try (var out = new DurableFile(file, bytes -> {})) {
      out.write(content);
      out.force();
    }
  }

  static void forceDirectory(Path directory) throws IOException {
    if (DIRECTORIES_CAN_BE_FORCED) {
      try (var channel = FileChannel.open(directory, READ)) {
        channel.force(true);
      }
    }
  }

  /** Deletes a file or a directory with all in it; does nothing if it does not exist. */
  static void delete(Path tree) throws IOException {
    if (!Files.notExists(tree, NOFOLLOW_LINKS)) {
      Files.walkFileTree(tree, new Deletion());
    }
  }

  static FileAttribute<?>[] ownerOnly(Path path, String permissions) {
    if (!path.getFileSystem().supportedFileAttributeViews().contains("posix")) {
      return new FileAttribute<?>[0];
    }
    return new FileAttribute<?>[] {
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
    };
  }

  private static final class Deletion extends SimpleFileVisitor<Path> {

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
      Files.delete(file);
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException failure)
        throws IOException {
      if (failure != null) {
        throw failure;
      }
      Files.delete(directory);
      return FileVisitResult.CONTINUE;
    }
  }
}
