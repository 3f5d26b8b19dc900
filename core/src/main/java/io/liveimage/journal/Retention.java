package io.liveimage.journal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Removes the segments of one journal that nobody needs, oldest first.
 *
 * @param directory where they are
 * @param needed the places from which on they are needed
 */
record Retention(Path directory, List<Mark> needed) {
  private static final Logger LOG = LoggerFactory.getLogger(Retention.class);

  void run() {
    try {
      Segments all = Segments.in(directory);
      for (SegmentName segment : all.names()) {
        if (!isNeeded(segment, all.of(segment.timeline()))) {
          Files.deleteIfExists(directory.resolve(segment.file()));
        }
      }
    } catch (IOException e) {
      LOG.warn("Cannot remove old segments of the journal in {}", directory, e);
    }
  }

  /** The last one of a timeline counts as endless: more may be written to it. */
  private boolean isNeeded(SegmentName segment, Segments timeline) {
    long end = timeline.end(timeline.names().indexOf(segment));
    return needed.stream()
        .anyMatch(mark -> mark.timeline() == segment.timeline() && end > mark.sequence() + 1);
  }
}
