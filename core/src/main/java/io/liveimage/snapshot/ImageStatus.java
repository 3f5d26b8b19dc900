package io.liveimage.snapshot;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What is to be seen of an image without reading its state.
 *
 * @param name what the store calls it, such as {@code 0000018} or {@code 0000017.broken}
 * @param generation its number
 * @param setAside whether it was found damaged once, and is used by no start any more
 * @param label what the image says of itself, if that can be read
 * @param problem what is wrong with it, if that can be seen: that it is damaged, or that it cannot
 *     be read now
 */
public record ImageStatus(
    String name,
    long generation,
    boolean setAside,
    Optional<Label> label,
    Optional<String> problem) {

  /**
   * What an image says of itself.
   *
   * @param app the name of the host that wrote it
   * @param createdAt when it was written
   * @param timeline which of the host's journals follow it
   * @param sections what is in it, in the order in which it was written
   */
  public record Label(String app, Instant createdAt, long timeline, List<SectionStatus> sections) {

    /**
     * Copies the sections.
     *
     * @param app the name of the host
     * @param createdAt when it was written
     * @param timeline which journals follow it
     * @param sections what is in it
     */
    public Label {
      sections = List.copyOf(sections);
    }

    /**
     * Returns how much room the sections take.
     *
     * @return the bytes of all of them
     */
    public long bytes() {
      return sections.stream().mapToLong(SectionStatus::bytes).sum();
    }
  }

  /**
   * What an image says of one of its sections.
   *
   * @param name its name
   * @param format what its content is
   * @param bytes how much room it takes
   * @param journaled the last event of its journal that is included, if it has a journal
   */
  public record SectionStatus(
      String name, SectionFormat format, long bytes, OptionalLong journaled) {}

  /**
   * Returns whether a start could use it, as far as can be seen without reading its state.
   *
   * @return true if it was not set aside and nothing is wrong with it
   */
  public boolean isUsable() {
    return !setAside && problem.isEmpty();
  }
}
