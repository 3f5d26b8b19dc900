package io.liveimage;

import io.liveimage.LifecycleEvent.StepDone.Activity;
import io.liveimage.Step.Phase;
import io.liveimage.Timelines.Timeline;
import io.liveimage.snapshot.ReadProgress;
import io.liveimage.snapshot.Snapshot;
import io.liveimage.snapshot.SnapshotException;
import io.liveimage.snapshot.SnapshotStore;
import io.liveimage.snapshot.StartFrom;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The image a host starts from: the one its settings ask for, unless that has just made it crash
 * again and again and the settings say what to do then. Enters the start in the history.
 */
final class ImageChoice {
  private static final Logger log = LoggerFactory.getLogger(Lifecycle.class);
  private static final String POLICY = "liveimage.crashloop";

  /** What is done about a crash loop. */
  private enum Policy {
    /** It is said. */
    WARN,
    /** An older image is taken. */
    PREVIOUS,
    /** No image is taken. */
    EMPTY,
    /** Starts are not even noted. */
    OFF;

    static Policy of(Settings settings) {
      return settings
          .parsed(POLICY, "warn, previous, empty, or off", Policy::parse)
          .orElse(Policy.WARN);
    }

    private static Policy parse(String text) {
      return valueOf(text.toUpperCase(Locale.ROOT));
    }
  }

  /**
   * What a host starts from.
   *
   * @param image the image, if there is one
   * @param skipped its sections that are not restored
   */
  record StartingPoint(Optional<Snapshot> image, SkippedSections skipped) {}

  private final String name;
  private final String images;
  private final SnapshotStore store;
  private final StartHistory history;
  private final Timelines timelines;
  private final Settings settings;
  private final ReadProgress progress;
  private final StartFrom asked;
  private final Policy policy;
  private final CrashLoop.Measure measure;
  private final List<PastStart> past;

  ImageChoice(Host host) {
    this(
        host.name(),
        host.images().store(),
        host.history(),
        host.timelines(),
        host.settings(),
        reported(new ProgressReports(Activity.START, host.listeners()::tell)));
  }

  ImageChoice(
      String name,
      SnapshotStore store,
      StartHistory history,
      Timelines timelines,
      Settings settings,
      ReadProgress progress) {
    this.name = name;
    this.images = store.location();
    this.store = store;
    this.history = history;
    this.timelines = timelines;
    this.settings = settings;
    this.progress = progress;
    this.asked =
        settings
            .parsed(
                "liveimage.start",
                "newest, previous, empty, or the number of an image",
                StartFrom::parse)
            .orElse(StartFrom.NEWEST);
    this.policy = Policy.of(settings);
    this.measure = CrashLoop.Measure.of(settings);
    this.past = policy == Policy.OFF ? List.of() : history.past();
  }

  private static ReadProgress reported(ProgressReports reports) {
    return (generation, bytes, total) ->
        reports.moved(Phase.VERIFY, "image " + generation, bytes, OptionalLong.of(total));
  }

  /** Opens the image. */
  StartingPoint open() {
    Optional<Snapshot> image =
        asked.equals(StartFrom.NEWEST) ? newest() : store.open(asked, progress);
    if (policy == Policy.OFF) {
      return startingPoint(image, !asked.equals(StartFrom.NEWEST));
    }
    Optional<Snapshot> chosen = loop(image).map(loop -> insteadOf(image, loop)).orElse(image);
    history.begin(past, generation(chosen));
    return startingPoint(
        chosen, !asked.equals(StartFrom.NEWEST) || !generation(chosen).equals(generation(image)));
  }

  /** The newest state may be in journals that build on an older image. */
  private Optional<Snapshot> newest() {
    Optional<Snapshot> newest = store.open(StartFrom.NEWEST, progress);
    return timelines
        .noted()
        .filter(timeline -> timeline.isAfter(newest))
        .map(timeline -> base(timeline, newest))
        .orElse(newest);
  }

  private Optional<Snapshot> base(Timeline timeline, Optional<Snapshot> newest) {
    if (timeline.image().isEmpty()) {
      return Optional.empty();
    }
    long image = timeline.image().getAsLong();
    try {
      return store.open(StartFrom.generation(image), progress);
    } catch (SnapshotException e) {
      throw new SnapshotException(
          ("The journals build on image %d, which cannot be opened: %s. To start without the events"
                  + " in them set liveimage.start=%s")
              .formatted(
                  image,
                  e.getMessage(),
                  newest.map(other -> "" + other.generation()).orElse("empty")),
          e);
    }
  }

  private StartingPoint startingPoint(Optional<Snapshot> image, boolean another) {
    SkippedSections asked = SkippedSections.of(settings, image);
    if (another) {
      tellWhatIsPassedOver(image);
      timelines.branch(image, asked.names());
      return new StartingPoint(image, asked);
    }
    if (timelines.isMissing(image)) {
      log.warn(
          "Image {} was saved by a host with journals, but {} is missing: what happened since that"
              + " image, if anything did, is lost to this host. A copy of a run directory needs"
              + " journals and images",
          generation(image).orElseThrow(),
          timelines.file());
    }
    timelines.goOn(image);
    Set<String> before = timelines.current().isAfter(image) ? timelines.skipped() : Set.of();
    if (!before.containsAll(asked.names())) {
      timelines.goOnWithout(image, asked.without(before));
    }
    return new StartingPoint(image, asked.and(before));
  }

  /** A setting that is left behind would go back again and again. */
  private void tellWhatIsPassedOver(Optional<Snapshot> image) {
    if (timelines.noted().isPresent()) {
      log.warn(
          "{} is started {} as it was: the events journaled since are left where they are. Remove"
              + " what is set for that, or each start goes back again",
          name,
          named(generation(image)));
    }
  }

  private Optional<CrashLoop> loop(Optional<Snapshot> image) {
    return measure.find(past, generation(image), history.now());
  }

  private static OptionalLong generation(Optional<Snapshot> image) {
    return image.stream().mapToLong(Snapshot::generation).findFirst();
  }

  /**
   * What a person has asked for by name is not replaced, and without an image there is no other.
   */
  private Optional<Snapshot> insteadOf(Optional<Snapshot> image, CrashLoop loop) {
    boolean replaceable = asked.equals(StartFrom.NEWEST) && loop.image().isPresent();
    if (policy == Policy.PREVIOUS && replaceable) {
      return older(image, loop);
    }
    boolean goesOn = policy == Policy.WARN || !replaceable;
    log.warn("{}", goesOn ? advice(image, loop) : taken("without an image", loop));
    return goesOn ? image : Optional.empty();
  }

  private Optional<Snapshot> older(Optional<Snapshot> image, CrashLoop loop) {
    try {
      Optional<Snapshot> older = store.open(StartFrom.before(loop.image().orElseThrow()), progress);
      log.warn("{}", taken(named(generation(older)), loop));
      return loop(older)
          .filter(next -> next.image().isPresent())
          .map(next -> older(older, next))
          .orElse(older);
    } catch (SnapshotException e) {
      log.warn("{}{}  {}", advice(image, loop), System.lineSeparator(), e.getMessage());
      return image;
    }
  }

  private String taken(String instead, CrashLoop loop) {
    long passedOver = loop.image().orElseThrow();
    return String.join(
        System.lineSeparator(),
        "%s is in a crash loop: %s.".formatted(name, loop.describe(history.now())),
        "  It is started %s, as %s=%s says.".formatted(instead, POLICY, Figures.lowerCase(policy)),
        "  Nothing is deleted: image %s stays in %s until newer ones push it out."
            .formatted(passedOver, images),
        "  To go back to it set liveimage.start=%s.".formatted(passedOver));
  }

  private String advice(Optional<Snapshot> image, CrashLoop loop) {
    String found = "%s may be in a crash loop: %s.".formatted(name, loop.describe(history.now()));
    if (image.isEmpty()) {
      return found + " No image is the reason: there is none.";
    }
    List<String> lines = new ArrayList<>();
    lines.add(found);
    lines.add(
        "  It is started %s again. To go on otherwise, set".formatted(named(generation(image))));
    lines.addAll(alternatives(generation(image), loop));
    lines.add(
        "  Nothing is deleted: the images are in %s, the last starts in %s."
            .formatted(images, history.file()));
    return String.join(System.lineSeparator(), lines);
  }

  private List<String> alternatives(OptionalLong image, CrashLoop loop) {
    List<String> alternatives =
        List.of(
            "    liveimage.start=empty for a start without an image",
            "    liveimage.repl.replay=off for this image without its REPL definitions");
    return policy == Policy.PREVIOUS
        ? alternatives
        : Stream.of(
                older(image, loop)
                    .map("    liveimage.start=%s for an older image"::formatted)
                    .stream(),
                alternatives.stream(),
                Stream.of("    liveimage.crashloop=previous for an older image by itself"))
            .flatMap(lines -> lines)
            .toList();
  }

  /** The images that failed starts have left come after the one where it began. */
  private static Optional<StartFrom> older(OptionalLong image, CrashLoop loop) {
    if (loop.image().isEmpty() || loop.image().equals(image)) {
      return Optional.of(StartFrom.PREVIOUS);
    }
    long first = loop.image().getAsLong();
    return first == 1 ? Optional.empty() : Optional.of(StartFrom.before(first));
  }

  private static String named(OptionalLong generation) {
    return generation.isPresent() ? "from image " + generation.getAsLong() : "without an image";
  }
}
