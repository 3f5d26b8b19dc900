package io.liveimage.snapshot;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;
import static java.nio.file.StandardOpenOption.READ;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.HexFormat;
import java.util.Locale;
import java.util.zip.CRC32C;

/**
 * One file of an image, read as what it must be: a regular file, never a link, and no longer than
 * expected. All it has to say against the file is a {@link CorruptImageException}, all the disk has
 * to say a {@link SnapshotException}.
 */
final class ImageFile {

  private final Path path;
  private final String name;

  ImageFile(Path directory, String name) {
    this.path = directory.resolve(name);
    this.name = name;
  }

  static int checksum(byte[] content, int length) {
    var crc = new CRC32C();
    crc.update(content, 0, length);
    return (int) crc.getValue();
  }

  static String hex(int checksum) {
    return HexFormat.of().toHexDigits(checksum);
  }

  /** Returns the file's length as the file system says. */
  long length() throws CorruptImageException {
    BasicFileAttributes attributes = attributes();
    if (!attributes.isRegularFile()) {
      throw new CorruptImageException(
          name + " is not a regular file (symbolic links are not followed)");
    }
    return attributes.size();
  }

  /** Requires the file to be of a length, before anything is allocated for it. */
  void requireLength(long expected) throws CorruptImageException {
    requireLength(length(), expected);
  }

  /** Reads the whole file, which must have exactly the given length. */
  byte[] read(int length) throws CorruptImageException {
    byte[] content = new byte[length];
    int end = 0;
    try (InputStream in = open()) {
      for (int count = 0; count >= 0 && end < length; end += Math.max(count, 0)) {
        count = in.read(content, end, Math.min(DurableFiles.CHUNK, length - end));
      }
    } catch (IOException e) {
      throw SnapshotException.reading(path, e);
    }
    requireLength(end, length);
    return content;
  }

  /**
   * Reads the whole file, which must have exactly the given length, and keeps its checksum only.
   */
  int checksum(long length, ByteWatcher progress) throws CorruptImageException {
    try (var file = readBack(length, progress)) {
      requireLength(file.readTo(length + 1), length);
      return file.checksum();
    } catch (NoSuchFileException e) {
      throw missing(e);
    } catch (IOException e) {
      throw SnapshotException.reading(path, e);
    }
  }

  /** Opens the file to be read part by part. */
  ReadBack readBack(long expected, ByteWatcher progress) throws IOException {
    var file = Files.newByteChannel(path, READ, NOFOLLOW_LINKS);
    return new ReadBack(file, expected + 1, progress);
  }

  void requireChecksum(int found, String expected) throws CorruptImageException {
    if (!hex(found).equals(expected)) {
      throw new CorruptImageException(
          "%s has the checksum %s, expected %s".formatted(name, hex(found), expected));
    }
  }

  void requireLength(long found, long expected) throws CorruptImageException {
    if (found != expected) {
      throw new CorruptImageException(
          String.format(Locale.ROOT, "%s is %,d bytes long, expected %,d", name, found, expected));
    }
  }

  private BasicFileAttributes attributes() throws CorruptImageException {
    try {
      return Files.readAttributes(path, BasicFileAttributes.class, NOFOLLOW_LINKS);
    } catch (NoSuchFileException e) {
      throw missing(e);
    } catch (IOException e) {
      throw SnapshotException.reading(path, e);
    }
  }

  /** Opens the file, which follows no link. */
  InputStream openFile() throws IOException {
    return Files.newInputStream(path, NOFOLLOW_LINKS);
  }

  private InputStream open() throws CorruptImageException, IOException {
    try {
      return openFile();
    } catch (NoSuchFileException e) {
      throw missing(e);
    }
  }

  private CorruptImageException missing(NoSuchFileException cause) {
    return new CorruptImageException(name + " is missing", cause);
  }
}
