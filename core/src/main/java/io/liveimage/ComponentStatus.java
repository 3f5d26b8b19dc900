package io.liveimage;

import java.util.Optional;
import java.util.Set;

/**
 * How one component is doing.
 *
 * @param name its name
 * @param condition where it is between start and stop
 * @param after the components it starts after
 * @param failure what went wrong with it last, if something did since it was started
 */
public record ComponentStatus(
    String name, Condition condition, Set<String> after, Optional<String> failure) {

  /** Where a component is between its start and its stop. */
  public enum Condition {
    /** Not started yet. */
    NEW,
    /** Being started. */
    STARTING,
    /** Started. */
    RUNNING,
    /** Being drained, or drained: it takes no new work. */
    DRAINING,
    /** Being stopped. */
    STOPPING,
    /** Stopped. */
    STOPPED,
    /** Its start failed, and it was stopped. */
    FAILED
  }

  /**
   * Copies the names.
   *
   * @param name its name
   * @param condition where it is between start and stop
   * @param after the components it starts after
   * @param failure what went wrong with it last
   */
  public ComponentStatus {
    after = Set.copyOf(after);
  }

  /**
   * Returns how it is doing in one line, such as {@code http RUNNING, after notes}.
   *
   * @return the text
   */
  @Override
  public String toString() {
    String place = after.isEmpty() ? "" : ", after " + String.join(" and ", after);
    return name + " " + condition + place + failure.map(reason -> ": " + reason).orElse("");
  }
}
