package io.liveimage;

import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;

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
   * A save or a start has come so far. Told of those only that take longer than a second, twice a
   * second at most.
   *
   * @param activity what goes on
   * @param phase what is done to the subject: {@link Step.Phase#SAVE}, {@link Step.Phase#VERIFY} or
   *     {@link Step.Phase#RESTORE}
   * @param subject the section of the image
   * @param bytes how many bytes of the subject are done
   * @param total how many bytes it has, if that is known
   * @param elapsed how long all of it, not only this subject, has taken so far
   */
  record Progress(
      StepDone.Activity activity,
      Step.Phase phase,
      String subject,
      long bytes,
      OptionalLong total,
      Duration elapsed)
      implements LifecycleEvent {

    /**
     * Returns the line a watcher sees.
     *
     * @return such as {@code save notes 412 MB of 1.0 GB, 40 %}, without its end
     */
    public String line() {
      return "  %-6s %-10s %s".formatted(Figures.lowerCase(phase), subject, figures());
    }

    /** Returns the bytes, with their share where the total is known. */
    String figures() {
      String done = Figures.bytes(bytes);
      if (total.isEmpty() || total.getAsLong() < bytes) {
        return done;
      }
      long percent = total.getAsLong() == 0 ? 100 : (long) (100.0 * bytes / total.getAsLong());
      return done + " of " + Figures.bytes(total.getAsLong()) + ", " + percent + " %";
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
