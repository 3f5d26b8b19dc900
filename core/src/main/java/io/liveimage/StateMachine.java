package io.liveimage;

import static java.util.Objects.requireNonNull;

import io.liveimage.Lifecycle.State;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;

/** The one state of a lifecycle, and those who wait for it to change. */
final class StateMachine {
  private static final Set<State> OPEN = EnumSet.of(State.STARTING, State.RUNNING);
  private static final Set<State> IN_BETWEEN = EnumSet.of(State.DRAINING, State.SAVING);

  private final AtomicReference<State> state = new AtomicReference<>(State.NEW);
  private final Listeners listeners;
  private volatile boolean hasRun;

  StateMachine(Listeners listeners) {
    this.listeners = listeners;
  }

  State current() {
    return requireNonNull(state.get());
  }

  /** Whether something may be registered now. */
  boolean isOpen() {
    return isOpen(current());
  }

  static boolean isOpen(State state) {
    return OPEN.contains(state);
  }

  /** Whether the host is on its way up, or back down because its start failed. */
  boolean isStarting() {
    return !hasRun && current() != State.STOPPED;
  }

  /** Whether the host has run and is not stopped; one whose start failed is never up. */
  boolean isUp() {
    return hasRun && current() != State.STOPPED;
  }

  void move(State from, State to) {
    change(from, to);
    listeners.deliver();
  }

  /** Who waits for the state goes on after its event has its place before those that follow. */
  private synchronized void change(State from, State to) {
    if (!from.canBecome(to) || !state.compareAndSet(from, to)) {
      throw new IllegalStateException(
          "Cannot go from %s to %s in %s".formatted(from, to, current()));
    }
    hasRun |= to == State.RUNNING;
    listeners.queue(new LifecycleEvent.StateChanged(from, to));
    notifyAll();
  }

  /** Waits until the start has ended: running, or stopped because it failed. */
  synchronized State awaitStarted() throws InterruptedException {
    while (isStarting()) {
      wait();
    }
    return current();
  }

  /** Waits while it is open whether a stop goes on or falls back to running. */
  synchronized State awaitDecided() throws InterruptedException {
    while (IN_BETWEEN.contains(current())) {
      wait();
    }
    return current();
  }
}
