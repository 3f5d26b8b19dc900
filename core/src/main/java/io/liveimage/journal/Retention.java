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
        if (!isNeeded(segment, all)) {
          Files.deleteIfExists(directory.resolve(segment.file()));
        }
      }
    } catch (IOException e) {
      LOG.warn("Cannot remove old segments of the journal in {}", directory, e);
    }
  }

  private boolean isNeeded(SegmentName segment, Segments all) {
    return needed.stream().anyMatch(mark -> isNeeded(segment, all, mark));
  }

  /** The last one of a line counts as endless: more may be written to it. */
  private static boolean isNeeded(SegmentName segment, Segments all, Mark mark) {
    Segments line = all.of(mark.lineage());
    int index = line.names().indexOf(segment);
    return index >= 0 && line.end(index) > mark.sequence() + 1;
  }
}
