package io.liveimage.snapshot;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;

import io.liveimage.snapshot.ImageStatus.Label;
import io.liveimage.snapshot.Manifest.Entry;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.zip.CRC32C;

/** An image in its directory. Whoever holds one knows that all of it was verified once. */
final class ImageDirectory implements Snapshot {

  private final Path directory;
  private final Manifest manifest;

  private ImageDirectory(Path directory, Manifest manifest) {
    this.directory = directory;
    this.manifest = manifest;
  }

  /**
   * Reads an image from its first to its last byte.
   *
   * @throws CorruptImageException if it is not what was written as this generation
   * @throws SnapshotException if it cannot be read now, or is of a newer format
   */
  static ImageDirectory verify(Path directory, long generation, WriteProgress progress)
      throws CorruptImageException {
    ImageDirectory image = load(directory, generation);
    for (Entry entry : image.manifest.sections()) {
      image.verify(entry, progress);
    }
    return image;
  }

  /**
   * Reads what an image says of itself; its sections are checked when they are read.
   *
   * @throws CorruptImageException if it is not the manifest of this generation
   * @throws SnapshotException if it cannot be read now, or is of a newer format
   */
  static ImageDirectory load(Path directory, long generation) throws CorruptImageException {
    requireDirectory(directory);
    Manifest manifest = manifest(directory);
    if (manifest.generation() != generation) {
      throw new CorruptImageException(
          Manifest.FILE + " is of image " + manifest.generation() + ", expected " + generation);
    }
    return new ImageDirectory(directory, manifest);
  }

  private static void requireDirectory(Path path) throws CorruptImageException {
    try {
      if (!Files.readAttributes(path, BasicFileAttributes.class, NOFOLLOW_LINKS).isDirectory()) {
        throw new CorruptImageException("it is not a directory (symbolic links are not followed)");
      }
    } catch (IOException e) {
      throw SnapshotException.reading(path, e);
    }
  }

  private static Manifest manifest(Path directory) throws CorruptImageException {
    var file = new ImageFile(directory, Manifest.FILE);
    long length = file.length();
    if (length > Manifest.MAX_BYTES) {
      throw new CorruptImageException(
          String.format(
              Locale.ROOT,
              "%s is %,d bytes long, expected at most %,d",
              Manifest.FILE,
              length,
              Manifest.MAX_BYTES));
    }
    return Manifest.parse(directory, file.read((int) length));
  }

  private void verify(Entry entry, WriteProgress progress) throws CorruptImageException {
    ImageFile file = file(entry);
    file.requireLength(entry.length());
    requireChecksum(
        entry, file.checksum(entry.length(), bytes -> progress.verified(entry.name(), bytes)));
  }

  /** Requires the files to be there, and as long as they were written. */
  void requireLengths() throws CorruptImageException {
    for (Entry entry : manifest.sections()) {
      file(entry).requireLength(entry.length());
    }
  }

  Label label() {
    return new Label(
        app(), createdAt(), timeline(), manifest.sections().stream().map(Entry::status).toList());
  }

  /** Returns this image under the name its directory has now. */
  ImageDirectory movedTo(Path target) {
    return new ImageDirectory(target, manifest);
  }

  @Override
  public long generation() {
    return manifest.generation();
  }

  @Override
  public Instant createdAt() {
    return manifest.createdAt();
  }

  @Override
  public long timeline() {
    return manifest.timeline();
  }

  @Override
  public String app() {
    return manifest.app();
  }

  @Override
  public Set<String> sectionNames() {
    var names = new LinkedHashSet<String>();
    manifest.sections().forEach(entry -> names.add(entry.name()));
    return Collections.unmodifiableSet(names);
  }

  @Override
  public Optional<Section> section(String name) {
    return manifest.sections().stream()
        .filter(entry -> entry.name().equals(name))
        .findFirst()
        .map(entry -> entry.section(new Stored(entry)));
  }

  /** A file of the image, whose length and checksum are checked again whenever it is read. */
  private final class Stored implements Content {
    private final Entry entry;

    Stored(Entry entry) {
      this.entry = entry;
    }

    @Override
    public OptionalLong length() {
      return OptionalLong.of(entry.length());
    }

    @Override
    public InputStream open() throws IOException {
      return new Checked(file(entry).openFile());
    }

    private IOException changed(String reason) {
      return new IOException(
          "%s of %s was changed since the image was verified: %s"
              .formatted(entry.file(), directory, reason));
    }

    private final class Checked extends FilterInputStream {
      private final CRC32C checksum = new CRC32C();
      private long end;

      Checked(InputStream file) {
        super(file);
      }

      @Override
      public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
      }

      @Override
      public int read(byte[] bytes, int offset, int count) throws IOException {
        int read = super.read(bytes, offset, Math.min(count, DurableFiles.CHUNK));
        if (read < 0) {
          requireUnchanged();
        } else {
          checksum.update(bytes, offset, read);
          end += read;
        }
        return read;
      }

      private void requireUnchanged() throws IOException {
        if (end != entry.length()) {
          throw changed("%d bytes instead of %d".formatted(end, entry.length()));
        }
        if (!ImageFile.hex((int) checksum.getValue()).equals(entry.checksum())) {
          throw changed("its checksum is another one");
        }
      }

      @Override
      public boolean markSupported() {
        return false;
      }
    }
  }

  private ImageFile file(Entry entry) {
    return new ImageFile(directory, entry.file());
  }

  private static void requireChecksum(Entry entry, int found) throws CorruptImageException {
    if (!ImageFile.hex(found).equals(entry.checksum())) {
      throw new CorruptImageException(
          "%s has the checksum %s, expected %s"
              .formatted(entry.file(), ImageFile.hex(found), entry.checksum()));
    }
  }

  /** Returns generation, host and time. */
  @Override
  public String toString() {
    return "image " + generation() + " of " + app() + ", saved at " + createdAt();
  }
}
