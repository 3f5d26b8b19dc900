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
   * Returns the names of the sections.
   *
   * @return the names, in the order in which they were written
   */
  Set<String> sectionNames();

  /**
   * Reads one section from disk, now and on each call, and checks it again.
   *
   * @param name the section's name
   * @return the section, or empty if the image has none of this name
   * @throws SnapshotException if the file cannot be read, or is not any more what was verified when
   *     the image was opened; nothing is set aside then
   */
  Optional<Section> section(String name);
}
