package io.liveimage.snapshot;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;

import io.liveimage.snapshot.ImageStatus.Label;
import io.liveimage.snapshot.Manifest.Entry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;

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
   * @throws SnapshotException if it cannot be read now, or not by this LiveImage
   */
  static ImageDirectory verify(Path directory, long generation, ReadProgress progress)
      throws CorruptImageException {
    ImageDirectory image = load(directory, generation);
    image.requireLengths();
    image.verifySections(progress);
    image.requireReadable();
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

  private void verifySections(ReadProgress progress) throws CorruptImageException {
    List<Entry> entries = manifest.sections();
    int large = (int) entries.stream().filter(each -> Crew.isWorthAThread(each.length())).count();
    try (var crew = new Crew("liveimage-open-section")) {
      var sum = new Sum(crew, progress);
      crew.doAll(entries.stream().map(entry -> verification(entry, sum)).toList(), large);
    } catch (IOException e) {
      throw SnapshotException.reading(directory, e);
    }
  }

  private Crew.Work verification(Entry entry, Sum sum) {
    ImageFile file = file(entry);
    return () -> file.requireChecksum(file.checksum(entry.length(), sum.part()), entry.checksum());
  }

  /** What all sections have in common: the bytes read so far, and that one failure ends it. */
  private final class Sum {
    private final Crew crew;
    private final ReadProgress progress;
    private final AtomicLong bytes = new AtomicLong();
    private final long total = manifest.sections().stream().mapToLong(Entry::length).sum();

    Sum(Crew crew, ReadProgress progress) {
      this.crew = crew;
      this.progress = progress;
    }

    ByteWatcher part() {
      var last = new AtomicLong();
      return end -> {
        crew.requireUnbroken();
        long sum = bytes.addAndGet(end - last.getAndSet(end));
        progress.verified(generation(), sum, total);
      };
    }
  }

  /** What is compressed is known to be whole by now, but may need a library that is not there. */
  private void requireReadable() {
    for (Entry entry : manifest.sections()) {
      if (entry.packing().isCompressed() && !Zstd.isUsable()) {
        throw new SnapshotException(
            ("Cannot open %s: section %s is compressed with zstd, but %s. The image is whole: add"
                    + " the library, or start from another image")
                .formatted(directory, entry.name(), Zstd.problem()));
      }
    }
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
        .map(entry -> entry.section(new StoredContent(directory, entry)));
  }

  private ImageFile file(Entry entry) {
    return new ImageFile(directory, entry.file());
  }

  /** Returns generation, host and time. */
  @Override
  public String toString() {
    return "image " + generation() + " of " + app() + ", saved at " + createdAt();
  }
}
