package io.liveimage;

import io.liveimage.journal.Lineage;
import io.liveimage.journal.Mark;
import io.liveimage.snapshot.ImageStatus;
import io.liveimage.snapshot.ImageStatus.Label;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What stays of older images and of the journals when an image is saved: the newest images, the one
 * where a series of failed starts began, and every event that one of these does not include.
 */
final class Retention {
  private static final Logger log = LoggerFactory.getLogger(Lifecycle.class);
  private static final String KEEP = "liveimage.images.keep";
  private static final int USUAL = 5;
  private static final int LEAST = 2;
  private static final int MOST = 100_000;

  private final int keep;

  private Retention(int keep) {
    this.keep = keep;
  }

  static Retention of(Settings settings) {
    return new Retention(
        settings
            .parsed(KEEP, "a number from %d to %d".formatted(LEAST, MOST), Retention::number)
            .orElse(USUAL));
  }

  private static int number(String text) {
    int number = Integer.parseInt(text);
    if (number < LEAST || number > MOST) {
      throw new IllegalArgumentException(text);
    }
    return number;
  }

  /** Removes what is not needed; the image is saved all the same when that fails. */
  void apply(Host host) {
    try {
      host.images().store().prune(keep, host.history().lastGood().orElse(0));
      if (host.timelines().ofImages() > 0) {
        host.journals().retain(marks(host, host.images().store().list()));
      }
    } catch (RuntimeException e) {
      log.warn("{} could not remove what is older than its images", host.name(), e);
    }
  }

  private static List<Mark> marks(Host host, List<ImageStatus> images) {
    Set<String> journals = journals(host, images);
    List<Mark> marks = new ArrayList<>();
    for (ImageStatus image : images) {
      Places places = new Places(host.timelines(), image.generation());
      image.label().ifPresent(label -> marks.addAll(places.marks(label, journals)));
    }
    return marks;
  }

  /** A journal that no image and no state names is left alone. */
  private static Set<String> journals(Host host, List<ImageStatus> images) {
    Set<String> names = new TreeSet<>();
    host.state().journals().forEach(open -> names.add(open.name()));
    images.stream()
        .flatMap(image -> image.label().stream())
        .flatMap(label -> label.sections().stream())
        .filter(section -> section.journaled().isPresent())
        .forEach(section -> names.add(section.name()));
    return names;
  }

  /**
   * Where the journals of an image go on.
   *
   * @param timelines which events follow which image
   * @param generation the image
   */
  private record Places(Timelines timelines, long generation) {

    List<Mark> marks(Label image, Set<String> journals) {
      List<Mark> marks = new ArrayList<>();
      for (String journal : journals) {
        long included = included(image, journal);
        marks.add(new Mark(journal, Lineage.of(image.timeline()), included));
        if (isOnLine(image)) {
          marks.add(new Mark(journal, timelines.of(journal), beginsAnew(journal) ? 0 : included));
        }
      }
      return marks;
    }

    private boolean isOnLine(Label image) {
      return isBase() || image.timeline() == timelines.current().number();
    }

    private boolean isBase() {
      return timelines.current().image().equals(OptionalLong.of(generation));
    }

    private boolean beginsAnew(String journal) {
      return isBase() && timelines.skipped().contains(journal);
    }

    private static long included(Label image, String journal) {
      return image.sections().stream()
          .filter(section -> section.name().equals(journal))
          .mapToLong(section -> section.journaled().orElse(0))
          .findFirst()
          .orElse(0);
    }
  }
}
