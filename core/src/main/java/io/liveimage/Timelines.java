package io.liveimage;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.util.Objects.requireNonNull;

import io.liveimage.journal.Lineage;
import io.liveimage.local.OwnFiles;
import io.liveimage.snapshot.Snapshot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Which line of events the journals of a host are on. A start that goes on from the newest state
 * stays on its timeline; one from another image, or from none, begins a new one, which builds on
 * that image: the numbers of its events are used a second time, and must not be taken for the
 * first. A start without some sections begins one, too, which continues the others: the journals of
 * these sections begin anew, all others go on. Which is the current one, what it builds on, and
 * which it continues is noted beside the journals before the first event can be acknowledged: a
 * line of text each, the current one last. Thread-safe.
 */
final class Timelines {
  static final String FILE = "TIMELINE";

  private static final Pattern LINE =
      Pattern.compile(
          "timeline (?<number>[0-9]{1,18}) builds on (image (?<image>[0-9]{1,18})|no image)"
              + "( without (?<skipped>\\S+))?");

  private final Path file;

  /** The current timeline, and before it those it continues. */
  private List<Timeline> line = List.of(new Timeline(1, OptionalLong.empty(), Set.of()));

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
      return "timeline %d builds on %s%s".formatted(number, on, without);
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
    List<Timeline> known = read();
    return known.isEmpty() ? Optional.empty() : Optional.of(last(known));
  }

  private List<Timeline> read() {
    try {
      return parse(Files.readString(file, US_ASCII));
    } catch (NoSuchFileException e) {
      return List.of();
    } catch (IOException | IllegalArgumentException e) {
      throw LifecycleException.configuration(
          ("%s does not say on which image the journals build (%s). To start all the same, without the"
                  + " events since the image, move %s away.")
              .formatted(file, e, file.getParent()));
    }
  }

  private static List<Timeline> parse(String text) {
    if (!text.endsWith("\n")) {
      throw new IllegalArgumentException(text);
    }
    return text.lines().map(Timeline::parse).toList();
  }

  private static Timeline last(List<Timeline> line) {
    return line.get(line.size() - 1);
  }

  /** Goes on with the timeline that is noted; without one, with the first, on this image. */
  synchronized void goOn(Optional<Snapshot> image) {
    List<Timeline> before = read();
    long ofImage = timeline(image);
    noted = !before.isEmpty() && last(before).number() >= ofImage;
    line =
        noted ? before : List.of(new Timeline(Math.max(1, ofImage), generation(image), Set.of()));
  }

  /** Whether an image tells of journals, and nothing of them is here. */
  boolean isMissing(Optional<Snapshot> image) {
    return timeline(image) > 0 && read().isEmpty();
  }

  Path file() {
    return file;
  }

  /** Goes on with all but these sections of an image, whose journals begin anew. */
  synchronized void goOnWithout(Optional<Snapshot> image, Set<String> sections) {
    goOn(image);
    if (noted || timeline(image) > 0) {
      noted = false;
      Timeline next = new Timeline(current().number() + 1, generation(image), sections);
      line = Stream.concat(line.stream(), Stream.of(next)).toList();
    } else {
      branch(image, sections);
    }
  }

  private static long timeline(Optional<Snapshot> image) {
    return image.map(Snapshot::timeline).orElse(0L);
  }

  /** Begins another timeline, on this image without these sections. */
  synchronized void branch(Optional<Snapshot> image, Set<String> skipped) {
    long last = Math.max(noted().map(Timeline::number).orElse(0L), timeline(image));
    noted = false;
    line = List.of(new Timeline(last + 1, generation(image), skipped));
  }

  private static OptionalLong generation(Optional<Snapshot> image) {
    return image.stream().mapToLong(Snapshot::generation).findFirst();
  }

  synchronized Timeline current() {
    return last(line);
  }

  /** Returns the timelines that have the events of a journal: since its section was skipped. */
  synchronized Lineage of(String journal) {
    List<Long> numbers = new ArrayList<>();
    for (Timeline each : line) {
      if (each.skipped().contains(journal)) {
        numbers.clear();
      }
      numbers.add(each.number());
    }
    return new Lineage(numbers);
  }

  /** Returns what is not restored from the image that the current timeline builds on. */
  synchronized Set<String> skipped() {
    return line.stream()
        .filter(each -> each.image().equals(current().image()))
        .flatMap(each -> each.skipped().stream())
        .collect(Collectors.toUnmodifiableSet());
  }

  /** Returns what images say of their timeline: nothing as long as there are no journals. */
  synchronized long ofImages() {
    return noted || Files.exists(file) ? current().number() : 0;
  }

  /**
   * Returns what the next image says of its timeline. Which others that continues is noted before:
   * the image does not tell.
   */
  synchronized long ofNextImage() throws IOException {
    if (line.size() > 1) {
      begin();
    }
    return ofImages();
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
      OptionalLong generation = OptionalLong.of(image.generation());
      line = List.of(new Timeline(current().number(), generation, Set.of()));
      if (noted) {
        note();
      }
    }
  }

  private void note() throws IOException {
    OwnFiles.createDirectories(requireNonNull(file.getParent()));
    OwnFiles.replaceDurably(file, text().getBytes(US_ASCII));
    noted = true;
  }

  private String text() {
    return line.stream().map(each -> each + "\n").collect(Collectors.joining());
  }
}
