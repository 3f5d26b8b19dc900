package io.liveimage;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.util.Objects.requireNonNull;

import io.liveimage.local.OwnFiles;
import io.liveimage.snapshot.Snapshot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which line of events the journals of a host are on. A start that goes on from the newest state
 * stays on its timeline; one from another image, from none, or without some of its sections begins
 * a new one, which builds on that image: the numbers of its events are used a second time, and must
 * not be taken for the first. Which is the current one, and what it builds on, is noted beside the
 * journals before the first event can be acknowledged. Thread-safe.
 */
final class Timelines {
  static final String FILE = "TIMELINE";

  private static final Pattern LINE =
      Pattern.compile(
          "timeline (?<number>[0-9]{1,18}) builds on (image (?<image>[0-9]{1,18})|no image)"
              + "( without (?<skipped>\\S+))?\n");

  private final Path file;
  private Timeline current = new Timeline(1, OptionalLong.empty(), Set.of());
  private boolean noted;

  /**
   * A line of events.
   *
   * @param number 1 or more
   * @param image the image its first event came after; empty when there was none
   * @param skipped the sections of that image that were not restored
   */
  record Timeline(long number, OptionalLong image, Set<String> skipped) {
    static Timeline parse(String text) {
      Matcher line = LINE.matcher(text);
      if (!line.matches()) {
        throw new IllegalArgumentException(text);
      }
      String image = line.group("image");
      String skipped = line.group("skipped");
      return new Timeline(
          Long.parseLong(line.group("number")),
          image == null ? OptionalLong.empty() : OptionalLong.of(Long.parseLong(image)),
          skipped == null ? Set.of() : Set.of(skipped.split(",")));
    }

    /** Whether an image was saved before this timeline began. */
    boolean isAfter(Optional<Snapshot> image) {
      return image.map(Snapshot::timeline).orElse(0L) < number;
    }

    /** Returns the line that says so. */
    @Override
    public String toString() {
      String on = image.isPresent() ? "image " + image.getAsLong() : "no image";
      String without =
          skipped.isEmpty() ? "" : " without " + String.join(",", new TreeSet<>(skipped));
      return "timeline %d builds on %s%s\n".formatted(number, on, without);
    }
  }

  Timelines(Path journals) {
    this.file = journals.toAbsolutePath().resolve(FILE);
  }

  /**
   * Returns what is noted; empty for a host that has never had a journal.
   *
   * @throws LifecycleException when it cannot be read
   */
  Optional<Timeline> noted() {
    try {
      return Optional.of(Timeline.parse(Files.readString(file, US_ASCII)));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException | IllegalArgumentException e) {
      throw LifecycleException.configuration(
          ("%s does not say on which image the journals build (%s). To start all the same, without the"
                  + " events since the image, move %s away.")
              .formatted(file, e, file.getParent()));
    }
  }

  /** Goes on with the timeline that is noted; without one, with the first, on this image. */
  synchronized void goOn(Optional<Snapshot> image) {
    Optional<Timeline> before = noted();
    long ofImage = image.map(Snapshot::timeline).orElse(0L);
    noted = before.isPresent() && before.get().number() >= ofImage;
    current =
        before
            .filter(known -> known.number() >= ofImage)
            .orElseGet(() -> new Timeline(Math.max(1, ofImage), generation(image), Set.of()));
  }

  /** Begins another timeline, on this image without these sections. */
  synchronized void branch(Optional<Snapshot> image, Set<String> skipped) {
    long last =
        Math.max(
            noted().map(Timeline::number).orElse(0L), image.map(Snapshot::timeline).orElse(0L));
    noted = false;
    current = new Timeline(last + 1, generation(image), skipped);
  }

  private static OptionalLong generation(Optional<Snapshot> image) {
    return image.stream().mapToLong(Snapshot::generation).findFirst();
  }

  synchronized Timeline current() {
    return current;
  }

  /** Returns what images say of their timeline: nothing as long as there are no journals. */
  synchronized long ofImages() {
    return noted || Files.exists(file) ? current.number() : 0;
  }

  /** Notes the current timeline, so that it lasts: events are about to be written to it. */
  synchronized void begin() throws IOException {
    if (!noted) {
      note();
    }
  }

  /**
   * An image is saved. One that says nothing of a timeline has no events: it was captured before
   * the first journal was opened, whose events come after it.
   */
  synchronized void saved(Snapshot image) throws IOException {
    if (image.timeline() == 0) {
      current = new Timeline(current.number(), OptionalLong.of(image.generation()), Set.of());
      if (noted) {
        note();
      }
    }
  }

  private void note() throws IOException {
    OwnFiles.createDirectories(requireNonNull(file.getParent()));
    OwnFiles.replaceDurably(file, current.toString().getBytes(US_ASCII));
    noted = true;
  }
}
