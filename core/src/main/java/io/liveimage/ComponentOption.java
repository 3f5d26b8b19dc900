package io.liveimage;

import java.util.List;

/** How a component is placed among the others. Values are immutable. */
public sealed interface ComponentOption {
  /**
   * Starts the component after others, and stops it before them.
   *
   * @param components the names of the others
   * @return the option
   */
  static ComponentOption after(String... components) {
    return new After(List.of(components));
  }

  /**
   * The components that are started first.
   *
   * @param components their names
   */
  record After(List<String> components) implements ComponentOption {
    /**
     * Copies the names.
     *
     * @param components their names
     */
    public After {
      components = List.copyOf(components);
    }
  }
}
