package io.liveimage;

import java.util.List;

/** Something that happened in the life of a host. */
public sealed interface LifecycleEvent {
  /**
   * The host went from one state to another.
   *
   * @param from the state before
   * @param to the state now
   */
  record StateChanged(Lifecycle.State from, Lifecycle.State to) implements LifecycleEvent {}

  /**
   * A component changed its condition.
   *
   * @param component how it is now
   */
  record ComponentChanged(ComponentStatus component) implements LifecycleEvent {}

  /**
   * A step is done.
   *
   * @param activity what it is a step of
   * @param step the step
   */
  record StepDone(Activity activity, Step step) implements LifecycleEvent {
    /** What consists of steps. */
    public enum Activity {
      /** The start of the host, or of a component that is registered later. */
      START,
      /** The restart of a component. */
      RESTART,
      /** A save of the running host. */
      SAVE,
      /** The stop of the host. */
      STOP
    }
  }

  /**
   * A start ended: the host runs, or it failed and all is stopped again.
   *
   * @param report what it did
   */
  record StartEnded(StartReport report) implements LifecycleEvent {}

  /**
   * The host said that it is ready to serve, or its start did for it, see {@link
   * Lifecycle.Builder#readyWhenTold()}. It serves when it runs, too.
   *
   * @param name the host's name
   */
  record ToldReady(String name) implements LifecycleEvent {}

  /**
   * A restart of a component began.
   *
   * @param component the component that was asked for
   * @param affected this one and those that depend on it
   */
  record RestartBegan(String component, List<String> affected) implements LifecycleEvent {
    /**
     * Copies the names.
     *
     * @param component the component that was asked for
     * @param affected this one and those that depend on it
     */
    public RestartBegan {
      affected = List.copyOf(affected);
    }
  }

  /**
   * A restart of a component ended, one way or the other.
   *
   * @param report what it did
   */
  record RestartEnded(RestartReport report) implements LifecycleEvent {}

  /**
   * A save of the running host ended, one way or the other.
   *
   * @param report what it did
   */
  record SaveEnded(SaveReport report) implements LifecycleEvent {}

  /**
   * A health check or a heartbeat went from up to down or back.
   *
   * @param finding how it is now
   */
  record HealthChanged(HealthReport.Finding finding) implements LifecycleEvent {}

  /**
   * A stop began.
   *
   * @param request what was asked for first
   */
  record StopBegan(StopRequest request) implements LifecycleEvent {}

  /**
   * A stop ended, one way or the other.
   *
   * @param report what it did
   */
  record StopEnded(StopReport report) implements LifecycleEvent {}
}
