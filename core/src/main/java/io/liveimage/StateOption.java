package io.liveimage;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.concurrent.locks.Lock;

/**
 * How the state of a component is kept still while it is captured. Without any of these the state
 * is captured as it is: right for one that is changed only before the drain has ended, or that can
 * be read at any time. Values are immutable.
 */
public sealed interface StateOption {
  /**
   * The component changes its state under a lock: it is held while the state is returned and,
   * unless it is {@link #immutable}, encoded to memory; never while the disk is waited for. A
   * journal of the state applies its events under the same lock.
   *
   * @param lock the component's own lock
   * @return the option
   */
  static StateOption guardedBy(Lock lock) {
    return new GuardedBy(requireNonNull(lock, "lock"));
  }

  /**
   * The component can be paused: it is while its state is captured.
   *
   * @param pause returns when the state does not change any more
   * @param resume lets it change again; called also when {@code pause} has failed
   * @return the option
   */
  static StateOption paused(Runnable pause, Runnable resume) {
    return new Paused(requireNonNull(pause, "pause"), requireNonNull(resume, "resume"));
  }

  /**
   * What is returned as state never changes, such as a persistent collection or a copy: it is
   * encoded afterwards, straight into the image, when the component works again.
   *
   * @return the option
   */
  static StateOption immutable() {
    return new Immutable();
  }

  /**
   * Limits how long a save of the running host may hold the component still, and wait for that; 10
   * s by default. When it is over the save fails, and the component goes on. A stop has its own
   * limit.
   *
   * @param limit the time, up to a day
   * @return the option
   */
  static StateOption captureTimeout(Duration limit) {
    return new CaptureTimeout(Limits.check("capture timeout", limit));
  }

  /**
   * The state is changed under a lock.
   *
   * @param lock the lock
   */
  record GuardedBy(Lock lock) implements StateOption {}

  /**
   * The component can be paused.
   *
   * @param pause pauses it
   * @param resume lets it go on
   */
  record Paused(Runnable pause, Runnable resume) implements StateOption {}

  /** The value of the state never changes. */
  record Immutable() implements StateOption {}

  /**
   * How long a component may be held still.
   *
   * @param limit the time
   */
  record CaptureTimeout(Duration limit) implements StateOption {}
}
