package io.liveimage;

import static java.util.Objects.requireNonNull;

import io.liveimage.Lifecycle.State;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;

/** The one state of a lifecycle, and those who wait for it to change. */
final class StateMachine {
  private static final Set<State> START = EnumSet.of(State.NEW, State.STARTING, State.STOPPING);
  private static final Set<State> IN_BETWEEN = EnumSet.of(State.DRAINING, State.SAVING);

  private final AtomicReference<State> state = new AtomicReference<>(State.NEW);
  private final Listeners listeners;

  StateMachine(Listeners listeners) {
    this.listeners = listeners;
  }

  State current() {
    return requireNonNull(state.get());
  }

  void move(State from, State to) {
    if (!from.canBecome(to) || !state.compareAndSet(from, to)) {
      throw new IllegalStateException(
          "Cannot go from %s to %s in %s".formatted(from, to, current()));
    }
    synchronized (this) {
      notifyAll();
    }
    listeners.tell(new LifecycleEvent.StateChanged(from, to));
  }

  /** Waits until the start has ended: running, or stopped because it failed. */
  State awaitStarted() throws InterruptedException {
    return awaitOutside(START);
  }

  /** Waits while it is open whether a stop goes on or falls back to running. */
  State awaitDecided() throws InterruptedException {
    return awaitOutside(IN_BETWEEN);
  }

  private synchronized State awaitOutside(Set<State> states) throws InterruptedException {
    while (states.contains(current())) {
      wait();
    }
    return current();
  }
}
