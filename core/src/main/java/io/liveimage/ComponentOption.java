package io.liveimage;

import java.time.Duration;
import java.util.List;

/**
 * How a component is placed among the others, and how long its calls may take. Values are
 * immutable.
 */
public sealed interface ComponentOption {
  /**
   * Starts the component after others, and stops it before them. Components that are not placed so
   * start and stop at the same time. A component that is registered when the host runs already, and
   * has no such option, is placed after all that run; {@code after()} without names places it after
   * none.
   *
   * @param components the names of the others
   * @return the option
   */
  static ComponentOption after(String... components) {
    return new After(List.of(components));
  }

  /**
   * Limits the time of the component's start, with the restore of its state; no limit by default.
   * When it is over the start has failed; its thread is interrupted.
   *
   * @param limit the time, up to a day
   * @return the option
   */
  static ComponentOption startTimeout(Duration limit) {
    return new StartTimeout(Limits.check("start timeout", limit));
  }

  /**
   * Limits the time of the component's drain; 10 s by default. When it is over the stop goes on
   * without it; its thread is interrupted.
   *
   * @param limit the time, up to a day
   * @return the option
   */
  static ComponentOption drainTimeout(Duration limit) {
    return new DrainTimeout(Limits.check("drain timeout", limit));
  }

  /**
   * Limits the time of the component's stop; 10 s by default. When it is over the stop goes on
   * without it; its thread is interrupted.
   *
   * @param limit the time, up to a day
   * @return the option
   */
  static ComponentOption stopTimeout(Duration limit) {
    return new StopTimeout(Limits.check("stop timeout", limit));
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

  /**
   * How long the start may take.
   *
   * @param limit the time
   */
  record StartTimeout(Duration limit) implements ComponentOption {}

  /**
   * How long the drain may take.
   *
   * @param limit the time
   */
  record DrainTimeout(Duration limit) implements ComponentOption {}

  /**
   * How long the stop may take.
   *
   * @param limit the time
   */
  record StopTimeout(Duration limit) implements ComponentOption {}
}
