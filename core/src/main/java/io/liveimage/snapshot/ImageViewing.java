package io.liveimage.snapshot;

import io.liveimage.snapshot.ImageStatus.Label;
import io.liveimage.snapshot.Verification.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The images of a directory for somebody who only looks: nothing is renamed, removed or locked, and
 * another process may write, prune and set aside meanwhile.
 */
record ImageViewing(Path images) {

  List<ImageStatus> list() {
    ImageListing listing = listing();
    List<ImageStatus> found = new ArrayList<>();
    listing.generations().forEach(each -> status(each).ifPresent(found::add));
    listing.broken().forEach(each -> setAside(each).ifPresent(found::add));
    return found;
  }

  private Optional<ImageStatus> status(long generation) {
    String name = ImageListing.name(generation);
    Optional<Label> label = Optional.empty();
    Optional<String> problem = Optional.empty();
    try {
      ImageDirectory image = ImageDirectory.load(images.resolve(name), generation);
      label = Optional.of(image.label());
      image.requireLengths();
    } catch (CorruptImageException e) {
      problem = Optional.of(e.reason());
    } catch (SnapshotException e) {
      problem = Optional.of(String.valueOf(e.getMessage()));
    }
    return seen(new ImageStatus(name, generation, false, label, problem));
  }

  /** Nobody but the log of that day knows what was wrong with it, so all of it is read again. */
  private Optional<ImageStatus> setAside(String name) {
    long generation = ImageListing.number(name);
    Path directory = images.resolve(name);
    Verification found = verification(directory, generation, ReadProgress.NONE);
    String problem = found.isValid() ? "nothing is wrong with it now" : found.reason();
    return seen(new ImageStatus(name, generation, true, label(directory), Optional.of(problem)));
  }

  private static Optional<Label> label(Path directory) {
    try {
      return Optional.of(
          ImageDirectory.load(directory, ImageListing.number(name(directory))).label());
    } catch (CorruptImageException | SnapshotException e) {
      return Optional.empty();
    }
  }

  private static String name(Path directory) {
    return directory.getFileName().toString();
  }

  private Optional<ImageStatus> seen(ImageStatus status) {
    return Optional.of(status).filter(each -> isThere(images.resolve(each.name())));
  }

  Snapshot load(long generation) {
    Path directory = path(generation);
    try {
      return ImageDirectory.load(directory, generation);
    } catch (CorruptImageException e) {
      throw isThere(directory) ? damaged(directory, e) : new SnapshotException(missing(generation));
    } catch (SnapshotException e) {
      throw isThere(directory) ? e : new SnapshotException(missing(generation), e);
    }
  }

  private static SnapshotException damaged(Path directory, CorruptImageException e) {
    return new SnapshotException("Image " + directory + " is damaged: " + e.reason(), e);
  }

  Verification verify(long generation, ReadProgress progress) {
    Verification found = verification(path(generation), generation, progress);
    return isThere(path(generation))
        ? found
        : new Verification(generation, Outcome.MISSING, missing(generation));
  }

  private static Verification verification(Path directory, long generation, ReadProgress progress) {
    try {
      ImageDirectory.verify(directory, generation, progress);
      return new Verification(generation, Outcome.VALID, "");
    } catch (CorruptImageException e) {
      return new Verification(generation, Outcome.DAMAGED, e.reason());
    } catch (SnapshotException e) {
      return new Verification(generation, Outcome.UNREADABLE, String.valueOf(e.getMessage()));
    }
  }

  private String missing(long generation) {
    return "There is no image %d in %s; existing: %s"
        .formatted(generation, images, listing().describe());
  }

  private ImageListing listing() {
    try {
      return ImageListing.of(images);
    } catch (IOException e) {
      throw SnapshotException.reading(images, e);
    }
  }

  private Path path(long generation) {
    return images.resolve(ImageListing.name(generation));
  }

  private static boolean isThere(Path directory) {
    return !Files.notExists(directory, LinkOption.NOFOLLOW_LINKS);
  }
}
