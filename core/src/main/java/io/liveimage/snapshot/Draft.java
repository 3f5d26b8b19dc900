package io.liveimage.snapshot;

import static java.util.Objects.requireNonNull;

import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * What is to become an image.
 *
 * @param app the host's name, for whoever looks at the image
 * @param timeline which of the host's journals follow this image: 0 for a host that has never had
 *     one, raised with each start from another than the newest state
 * @param sections what is saved; no two names may be equal when case is ignored
 */
public record Draft(String app, long timeline, List<Section> sections) {

  /**
   * Checks the names of the sections.
   *
   * @param app the host's name
   * @param timeline which journals follow
   * @param sections what is saved
   * @throws IllegalArgumentException if two sections have the same name
   */
  public Draft {
    requireNonNull(app, "app");
    sections = List.copyOf(sections);
    requireDifferentNames(sections);
  }

  private static void requireDifferentNames(Collection<Section> sections) {
    Set<String> names = new HashSet<>();
    for (Section section : sections) {
      if (!names.add(section.name().toLowerCase(Locale.ROOT))) {
        throw new IllegalArgumentException(
            "Two sections are named " + section.name() + " (case is ignored), expected one");
      }
    }
  }
}
