package io.liveimage.metrics;

import io.liveimage.LifecycleEvent.Progress;
import io.liveimage.SaveReport;
import io.liveimage.Step;
import io.liveimage.Step.Phase;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/**
 * What is saved, how large it is, and how long the host was held still for it. Events come one at a
 * time, and meters are read at any time.
 */
final class ImageMeters {
  private static final Set<Phase> OF_SAVES = EnumSet.of(Phase.SAVE, Phase.VERIFY);

  private final Meters meters;
  private final Map<Phase, Map<String, Long>> progress = new ConcurrentHashMap<>();
  private volatile Map<String, Long> sizes = Map.of();

  ImageMeters(Meters meters) {
    this.meters = meters;
  }

  void register() {
    for (Phase phase : OF_SAVES) {
      meters.size(
          "save.bytes",
          "Bytes that a long save has written and read back so far; 0 when there is none",
          this,
          images -> images.progressOf(phase),
          "phase",
          phase.name().toLowerCase(Locale.ROOT));
    }
  }

  private double progressOf(Phase phase) {
    return progress.getOrDefault(phase, Map.of()).values().stream()
        .mapToLong(Long::longValue)
        .sum();
  }

  void record(Progress so) {
    if (OF_SAVES.contains(so.phase())) {
      progress
          .computeIfAbsent(so.phase(), unused -> new ConcurrentHashMap<>())
          .put(so.subject(), so.bytes());
    }
  }

  /** A save ended, one way or the other. */
  void endProgress() {
    progress.clear();
  }

  void record(Step step) {
    if (step.phase() == Phase.CAPTURE) {
      meters
          .timer(
              "capture", "How long a component is held still for a save", "section", step.subject())
          .record(step.duration());
    }
  }

  /** An image was saved. */
  void record(SaveReport report) {
    sizes =
        report.steps().stream()
            .filter(ImageMeters::isSection)
            .collect(Collectors.toMap(Step::subject, step -> step.bytes().orElse(0), (a, b) -> b));
    meters.bytes("save.size", "Size of the images saved by the running host").record(bytes());
    sizes.keySet().forEach(this::registerSize);
  }

  private static boolean isSection(Step step) {
    return step.phase() == Phase.SAVE && step.failure().isEmpty();
  }

  private long bytes() {
    return sizes.values().stream().mapToLong(Long::longValue).sum();
  }

  private void registerSize(String section) {
    meters.size(
        "image.section.size",
        "Size of the section in the image that was saved last",
        this,
        images -> images.size(section),
        "section",
        section);
  }

  /** A section that is not in the last image any more has no size. */
  private double size(String section) {
    Long size = sizes.get(section);
    return size == null ? Double.NaN : size;
  }
}
