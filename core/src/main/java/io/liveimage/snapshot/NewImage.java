package io.liveimage.snapshot;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;
import static java.nio.file.StandardCopyOption.ATOMIC_MOVE;

import io.liveimage.local.OwnFiles;
import io.liveimage.snapshot.Manifest.Entry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;

/**
 * One image on its way to the disk: complete and verified in its directory, or gone without trace.
 */
final class NewImage {

  /** How close to the needed bytes the usable ones must be for the disk to count as full. */
  private static final long TIGHT = 1024 * 1024;

  private final Path images;
  private final long generation;
  private final Supplier<Instant> createdAt;
  private final Path temporary;
  private final Path target;
  private final Compression compression;
  private boolean made;

  NewImage(Path images, long generation, Compression compression) {
    this(images, generation, compression, () -> Instant.now().truncatedTo(ChronoUnit.MILLIS));
  }

  /** A copy keeps the time of its original. */
  NewImage(Path images, long generation, Compression compression, Supplier<Instant> createdAt) {
    this.compression = compression;
    this.images = images;
    this.generation = generation;
    this.createdAt = createdAt;
    this.temporary = images.resolve(ImageListing.temporaryName(generation));
    this.target = images.resolve(ImageListing.name(generation));
  }

  ImageDirectory write(Draft draft, WriteProgress progress) {
    ImageDirectory image;
    try {
      image = publish(draft, progress);
    } catch (IOException e) {
      String reason = reason(e);
      discard(e);
      throw failed(reason + room(draft.sections(), e), e);
    } catch (CorruptImageException e) {
      discard(e);
      throw failed("what was read back is not what was written: " + e.reason(), e);
    } catch (RuntimeException | Error e) {
      discard(e);
      throw e;
    }
    forceImages();
    return image;
  }

  private ImageDirectory publish(Draft draft, WriteProgress progress)
      throws IOException, CorruptImageException {
    OwnFiles.createDirectory(temporary);
    made = true;
    var sections = new NewSections(draft.sections(), temporary, compression, progress);
    List<Entry> entries = sections.write();
    byte[] manifest = Manifest.of(generation, draft, createdAt.get(), entries).toBytes();
    DurableFiles.write(temporary.resolve(Manifest.FILE), manifest);
    OwnFiles.forceDirectory(temporary);
    ImageDirectory image = ImageDirectory.load(temporary, generation);
    image.requireLengths();
    Files.move(temporary, target, ATOMIC_MOVE);
    return image.movedTo(target);
  }

  /** The image is whole and valid by now; what may be missing is its name after a power loss. */
  private void forceImages() {
    try {
      OwnFiles.forceDirectory(images);
    } catch (IOException e) {
      throw new SnapshotException(
          "Image %s is complete, but may be lost in a power failure: cannot force %s to disk: %s"
              .formatted(target, images, OwnFiles.reason(e)),
          e);
    }
  }

  private String reason(IOException failure) {
    return made && !Files.isDirectory(temporary, NOFOLLOW_LINKS)
        ? temporary.getFileName() + " was removed or replaced while it was written"
        : OwnFiles.reason(failure);
  }

  private SnapshotException failed(String reason, Exception cause) {
    return new SnapshotException(
        "Cannot save image %s in %s: %s. Older images are untouched"
            .formatted(ImageListing.name(generation), images, reason),
        cause);
  }

  /** Says how much room there is where that may be the reason, since the JDK has no such type. */
  private String room(Collection<Section> sections, IOException failure) {
    try {
      long needed = sections.stream().mapToLong(each -> each.content().length().orElse(0)).sum();
      long usable = Files.getFileStore(images).getUsableSpace();
      return usable < needed + TIGHT
          ? String.format(Locale.ROOT, " (%,d bytes needed, %,d usable)", needed, usable)
          : "";
    } catch (IOException e) {
      failure.addSuppressed(e);
      return "";
    }
  }

  private void discard(Throwable failure) {
    try {
      DurableFiles.delete(temporary);
    } catch (IOException e) {
      failure.addSuppressed(e);
    }
  }
}
