package io.liveimage.local;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;
import static java.nio.file.StandardCopyOption.ATOMIC_MOVE;
import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/**
 * Files and directories that nobody but their owner can use, from their first moment and under any
 * umask, and what it takes until they are on the disk. For LiveImage's own packages.
 */
public final class OwnFiles {
  /** Windows cannot open a directory, so that there is nothing to force. */
  private static final boolean DIRECTORIES_CAN_BE_FORCED =
      !System.getProperty("os.name").startsWith("Windows");

  private OwnFiles() {}

  /**
   * Makes a directory, which becomes durable when its parent is forced.
   *
   * @param directory the directory
   * @throws IOException if it cannot be made, or exists
   */
  public static void createDirectory(Path directory) throws IOException {
    Files.createDirectory(directory, permissions(directory, "rwx------"));
  }

  /**
   * Makes a directory and its missing parents, all durable. Does nothing if it exists.
   *
   * @param directory an absolute path
   * @throws IOException if it cannot be made
   */
  public static void createDirectories(Path directory) throws IOException {
    Path parent = directory.getParent();
    if (parent != null && !Files.isDirectory(directory)) {
      createDirectories(parent);
      createDirectory(directory);
      forceDirectory(parent);
    }
  }

  /**
   * Makes a file to be written. It becomes durable when it and its directory are forced.
   *
   * @param file a path where nothing is, not even a link
   * @return the open file
   * @throws IOException if it cannot be made, or exists
   */
  public static FileChannel create(Path file) throws IOException {
    return FileChannel.open(
        file, Set.of(CREATE_NEW, WRITE, NOFOLLOW_LINKS), permissions(file, "rw-------"));
  }

  /**
   * Writes all of a buffer.
   *
   * @param channel where to
   * @param bytes what
   * @throws IOException if it cannot be written
   */
  public static void writeFully(FileChannel channel, ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
  }

  /**
   * Makes the names in a directory durable.
   *
   * @param directory the directory
   * @throws IOException if it cannot be forced
   */
  public static void forceDirectory(Path directory) throws IOException {
    if (DIRECTORIES_CAN_BE_FORCED) {
      try (FileChannel channel = FileChannel.open(directory, READ)) {
        channel.force(true);
      }
    }
  }

  /**
   * Makes the name of a file or a directory durable.
   *
   * @param path what is named
   * @throws IOException if its directory cannot be forced
   */
  public static void forceName(Path path) throws IOException {
    Path parent = path.getParent();
    if (parent != null) {
      forceDirectory(parent);
    }
  }

  /**
   * Gives a file new content: whoever reads it, also after a power failure, finds the old or the
   * new one, and the new one when this has returned.
   *
   * @param file the file, which need not exist
   * @param content its content
   * @throws IOException if it cannot be written; it has its old content then
   */
  public static void replaceDurably(Path file, byte[] content) throws IOException {
    Path whole = file.resolveSibling(file.getFileName() + ".tmp");
    Files.deleteIfExists(whole);
    try (FileChannel channel = create(whole)) {
      writeFully(channel, ByteBuffer.wrap(content));
      channel.force(true);
    }
    Files.move(whole, file, ATOMIC_MOVE);
    forceName(file);
  }

  /**
   * Returns the permissions a new file or directory is made with.
   *
   * @param path where
   * @param permissions such as {@code rw-------}
   * @return the permissions; none where the file system has no such thing
   */
  public static FileAttribute<?>[] permissions(Path path, String permissions) {
    if (!path.getFileSystem().supportedFileAttributeViews().contains("posix")) {
      return new FileAttribute<?>[0];
    }
    return new FileAttribute<?>[] {
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
    };
  }

  /**
   * Says in words what the JDK says by the class of a file exception, whose message is a path.
   *
   * @param failure what was thrown
   * @return the reason, for a message that names the file itself
   */
  public static String reason(Throwable failure) {
    if (failure instanceof AccessDeniedException) {
      return "permission denied";
    } else if (failure instanceof NoSuchFileException) {
      return "it does not exist";
    } else if (failure instanceof FileAlreadyExistsException) {
      return "it exists already";
    } else if (failure instanceof NotDirectoryException) {
      return "it is not a directory";
    } else if (failure instanceof DirectoryNotEmptyException) {
      return "it is not empty";
    } else if (failure instanceof ClosedByInterruptException) {
      return "the thread was interrupted";
    }
    String message =
        failure instanceof FileSystemException file ? file.getReason() : failure.getMessage();
    return message == null ? failure.toString() : message;
  }
}
