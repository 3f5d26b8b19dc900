package io.liveimage.snapshot;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;
import static java.nio.file.StandardCopyOption.ATOMIC_MOVE;
import static java.util.Objects.requireNonNull;

import io.liveimage.local.OwnFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Images as directories next to one another, {@code 0000017}, {@code 0000018}. */
final class DirectoryStore implements SnapshotStore {

  private static final Logger LOG = LoggerFactory.getLogger(DirectoryStore.class);

  private final Path images;
  private final StoreOptions options;

  /** The largest number this store has seen, also of leftovers it has removed since. */
  private long highest;

  private boolean nameIsDurable;

  DirectoryStore(Path images, StoreOptions options) {
    options.compression().requireUsable();
    this.images = images.toAbsolutePath();
    this.options = options;
  }

  @Override
  public String location() {
    return images.toString();
  }

  @Override
  public synchronized Optional<Snapshot> open(StartFrom from, ReadProgress progress) {
    requireNonNull(progress, "progress");
    if (from.equals(StartFrom.EMPTY)) {
      return Optional.empty();
    }
    ImageListing listing = listing();
    listing.leftovers().forEach(this::removeLeftover);
    if (from.generation().isPresent()) {
      return Optional.of(exactly(from.generation().getAsLong(), listing, progress));
    }
    if (from.passedOver().isPresent()) {
      return Optional.of(before(from.passedOver().getAsLong(), listing, progress));
    }
    return from.equals(StartFrom.PREVIOUS)
        ? Optional.of(previous(listing, progress))
        : newest(listing, progress);
  }

  private Snapshot before(long generation, ImageListing listing, ReadProgress progress) {
    List<Long> older = listing.generations().stream().filter(each -> each < generation).toList();
    return valid(1, older, progress).stream()
        .findFirst()
        .orElseThrow(
            () ->
                new SnapshotException(
                    "There is no image before %d in %s; existing: %s"
                        .formatted(generation, images, listing().describe())));
  }

  private Optional<Snapshot> newest(ImageListing listing, ReadProgress progress) {
    List<ImageDirectory> valid = valid(1, listing.generations(), progress);
    ImageListing left = listing();
    if (valid.isEmpty() && !left.broken().isEmpty()) {
      throw new SnapshotException(
          ("There is no valid image in %s, only damaged ones: %s; the log says what was wrong when"
                  + " each was set aside. Nothing was deleted: repair one and rename it back, or"
                  + " start without state by liveimage.start=empty")
              .formatted(images, String.join(", ", left.broken())));
    }
    return valid.stream().map(Snapshot.class::cast).findFirst();
  }

  private Snapshot previous(ImageListing listing, ReadProgress progress) {
    List<ImageDirectory> valid = valid(2, listing.generations(), progress);
    if (valid.size() < 2) {
      throw new SnapshotException(
          "There is no previous image in " + images + "; existing: " + listing().describe());
    }
    return valid.get(1);
  }

  private Snapshot exactly(long generation, ImageListing listing, ReadProgress progress) {
    if (!listing.generations().contains(generation)) {
      throw new SnapshotException(
          "There is no image "
              + generation
              + " in "
              + images
              + "; existing: "
              + listing.describe());
    }
    try {
      return ImageDirectory.verify(path(generation), generation, progress);
    } catch (CorruptImageException e) {
      throw new SnapshotException(
          "Image %s is damaged: %s. It was asked for by its number, so no other one is opened; existing: %s"
              .formatted(path(generation), e.reason(), listing.describe()),
          e);
    }
  }

  /** Returns up to so many valid images, newest first, and sets aside what stands before them. */
  private List<ImageDirectory> valid(int count, List<Long> generations, ReadProgress progress) {
    var valid = new ArrayList<ImageDirectory>();
    for (long generation : generations) {
      if (valid.size() < count) {
        validOrSetAside(generation, progress).ifPresent(valid::add);
      }
    }
    return valid;
  }

  private Optional<ImageDirectory> validOrSetAside(long generation, ReadProgress progress) {
    Path image = path(generation);
    try {
      return Optional.of(ImageDirectory.verify(image, generation, progress));
    } catch (CorruptImageException e) {
      Path broken = setAside(image, e);
      LOG.warn("Image {} is damaged, set aside as {}: {}", image, broken.getFileName(), e.reason());
      return Optional.empty();
    }
  }

  private Path setAside(Path image, CorruptImageException damage) {
    Path broken = free(image.getFileName() + ".broken");
    try {
      return Files.move(image, broken, ATOMIC_MOVE);
    } catch (IOException e) {
      e.addSuppressed(damage);
      throw new SnapshotException(
          "Image %s is damaged (%s) and cannot be set aside as %s: %s"
              .formatted(image, damage.reason(), broken.getFileName(), OwnFiles.reason(e)),
          e);
    }
  }

  private Path free(String name) {
    Path free = images.resolve(name);
    for (int i = 2; Files.exists(free, NOFOLLOW_LINKS); i++) {
      free = images.resolve(name + "-" + i);
    }
    return free;
  }

  private void removeLeftover(Path leftover) {
    try {
      DurableFiles.delete(leftover);
    } catch (IOException e) {
      LOG.warn("Cannot remove {}, left by a save that was cut off", leftover, e);
    }
  }

  @Override
  public synchronized Snapshot write(Draft draft, WriteProgress progress) {
    requireNonNull(draft, "draft");
    create();
    listing();
    highest++;
    return new NewImage(images, highest, options.compression()).write(draft, progress);
  }

  /** Also when it was there: whoever made it may have been killed before its name was durable. */
  private void forceName() throws IOException {
    Path parent = images.getParent();
    if (parent != null && !nameIsDurable) {
      OwnFiles.forceDirectory(parent);
      nameIsDurable = true;
    }
  }

  private void create() {
    try {
      OwnFiles.createDirectories(images);
      forceName();
    } catch (IOException e) {
      throw new SnapshotException(
          "Cannot create the directory of images " + images + ": " + OwnFiles.reason(e), e);
    }
  }

  @Override
  public synchronized void prune(int keep, long also) {
    try {
      ImageListing.of(images).generations().stream()
          .filter(this::looksValid)
          .skip(keep)
          .filter(generation -> generation != also)
          .forEach(this::remove);
    } catch (IOException e) {
      LOG.warn("Cannot look for old images in {}", images, e);
    }
  }

  private boolean looksValid(long generation) {
    return Files.isRegularFile(path(generation).resolve(Manifest.FILE), NOFOLLOW_LINKS);
  }

  /** Renames the image first, so that half a deletion never looks like a damaged image. */
  private void remove(long generation) {
    try {
      Path temporary = images.resolve(ImageListing.temporaryName(generation));
      DurableFiles.delete(Files.move(path(generation), temporary, ATOMIC_MOVE));
    } catch (IOException e) {
      LOG.warn("Cannot remove the old image {}", path(generation), e);
    }
  }

  @Override
  public List<ImageStatus> list() {
    return new ImageViewing(images).list();
  }

  @Override
  public Snapshot load(long generation) {
    return new ImageViewing(images).load(generation);
  }

  @Override
  public Verification verify(long generation, ReadProgress progress) {
    return new ImageViewing(images).verify(generation, progress);
  }

  private ImageListing listing() {
    try {
      ImageListing listing = ImageListing.of(images);
      highest = Math.max(highest, listing.highest());
      return listing;
    } catch (IOException e) {
      throw SnapshotException.reading(images, e);
    }
  }

  private Path path(long generation) {
    return images.resolve(ImageListing.name(generation));
  }
}
