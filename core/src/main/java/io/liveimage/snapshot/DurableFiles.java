package io.liveimage.snapshot;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import org.jspecify.annotations.Nullable;

/** Whole files that are written, and trees that are deleted. */
final class DurableFiles {

  /** Small, since the JDK keeps a buffer of this size outside the heap for each writing thread. */
  static final int CHUNK = 256 * 1024;

  private DurableFiles() {}

  /** Writes a new file. */
  static void write(Path file, byte[] content) throws IOException {
    try (var out = new DurableFile(file, bytes -> {})) {
      out.write(content);
      out.force();
    }
  }

  /** Deletes a file or a directory with all in it; does nothing if it does not exist. */
  static void delete(Path tree) throws IOException {
    if (!Files.notExists(tree, NOFOLLOW_LINKS)) {
      Files.walkFileTree(tree, new Deletion());
    }
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
