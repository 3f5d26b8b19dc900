package io.liveimage;

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
   * A stop began.
   *
   * @param request what was asked for first
   */
  record StopBegan(StopRequest request) implements LifecycleEvent {}

  /**
   * A step of a stop is done.
   *
   * @param step the step
   */
  record StepDone(StopReport.Step step) implements LifecycleEvent {}

  /**
   * A stop ended, one way or the other.
   *
   * @param report what it did
   */
  record StopEnded(StopReport report) implements LifecycleEvent {}
}
