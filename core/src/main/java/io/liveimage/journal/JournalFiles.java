package io.liveimage.journal;

import static java.nio.file.StandardCopyOption.ATOMIC_MOVE;
import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/** The files and directories of journals, which only their owner can read. */
final class JournalFiles {

  /** Windows cannot open a directory, so that there is nothing to force. */
  private static final boolean DIRECTORIES_CAN_BE_FORCED =
      !System.getProperty("os.name").startsWith("Windows");

  private JournalFiles() {}

  /** Makes a directory and its missing parents durable; does nothing if it exists. */
  static void createDirectories(Path directory) throws IOException {
    Path parent = directory.getParent();
    if (parent != null && !Files.isDirectory(directory)) {
      createDirectories(parent);
      Files.createDirectory(directory, ownerOnly(directory, "rwx------"));
      forceDirectory(parent);
    }
  }

  /**
   * Forces the names of a journal's directory and of that of all journals, also when they were
   * there: whoever made them may have been killed before they were durable.
   */
  static void forceNames(Path directory) throws IOException {
    Path journals = directory.getParent();
    if (journals != null) {
      forceDirectory(journals);
      forceParent(journals);
    }
  }

  static FileChannel create(Path file) throws IOException {
    return FileChannel.open(file, Set.of(CREATE_NEW, WRITE), ownerOnly(file, "rw-------"));
  }

  static void forceDirectory(Path directory) throws IOException {
    if (DIRECTORIES_CAN_BE_FORCED) {
      try (var channel = FileChannel.open(directory, READ)) {
        channel.force(true);
      }
    }
  }

  /** Ends a file at a length. */
  static void cut(Path file, long length) throws IOException {
    try (var channel = FileChannel.open(file, WRITE)) {
      channel.truncate(length);
      channel.force(true);
    }
  }

  static void force(Path file) throws IOException {
    try (var channel = FileChannel.open(file, WRITE)) {
      channel.force(true);
    }
  }

  static void rename(Path file, Path other) throws IOException {
    Files.move(file, other, ATOMIC_MOVE);
    forceParent(other);
  }

  static void copy(Path file, Path other) throws IOException {
    Files.copy(file, other);
    force(other);
    forceParent(other);
  }

  private static void forceParent(Path file) throws IOException {
    Path parent = file.getParent();
    if (parent != null) {
      forceDirectory(parent);
    }
  }

  static void writeFully(FileChannel channel, ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
  }

  /** Says in words what the JDK says by the class of an exception, whose message is a path. */
  static String reason(Throwable failure) {
    if (failure instanceof AccessDeniedException) {
      return "permission denied";
    } else if (failure instanceof NoSuchFileException) {
      return "it does not exist";
    }
    String message =
        failure instanceof FileSystemException file ? file.getReason() : failure.getMessage();
    return message == null ? failure.toString() : message;
  }

  private static FileAttribute<?>[] ownerOnly(Path path, String permissions) {
    if (!path.getFileSystem().supportedFileAttributeViews().contains("posix")) {
      return new FileAttribute<?>[0];
    }
    return new FileAttribute<?>[] {
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
    };
  }
}
