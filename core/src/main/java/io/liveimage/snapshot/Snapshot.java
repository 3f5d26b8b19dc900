package io.liveimage.snapshot;

import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/**
 * A saved image, verified as a whole when it was opened or written. Its sections stay on disk until
 * they are asked for. Safe for use by many threads at once.
 */
public interface Snapshot {

  /**
   * Returns the image's number; a later image of the same store has a larger one.
   *
   * @return the generation, 1 or more
   */
  long generation();

  /**
   * Returns the time at which the image was written, by the clock of the machine that wrote it.
   *
   * @return the time of writing
   */
  Instant createdAt();

  /**
   * Returns the name of the host that wrote the image.
   *
   * @return the host's name, as given to {@link SnapshotStore#write}
   */
  String app();

  /**
   * Returns which of the host's journals follow this image.
   *
   * @return the timeline, as given to {@link SnapshotStore#write}
   */
  long timeline();

  /**
   * Returns the names of the sections.
   *
   * @return the names, in the order in which they were written
   */
  Set<String> sectionNames();

  /**
   * Returns one section. Its content is read from the store whenever it is asked for, and checked
   * again; content that is not any more what was verified when the image was opened is refused at
   * its end at the latest, and nothing is set aside then.
   *
   * @param name the section's name
   * @return the section, or empty if the image has none of this name
   */
  Optional<Section> section(String name);
}
