package io.liveimage;

import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Those who hear of a lifecycle's events: one at a time, in the order in which they were queued. No
 * lock is held while a listener is called, so that one that hangs holds up nobody but its thread.
 */
final class Listeners {
  private static final Logger log = LoggerFactory.getLogger(Lifecycle.class);

  private final List<LifecycleListener> listeners = new CopyOnWriteArrayList<>();
  private final Queue<LifecycleEvent> queue = new ArrayDeque<>();
  private boolean delivering;

  void add(LifecycleListener listener) {
    listeners.add(listener);
  }

  void remove(LifecycleListener listener) {
    listeners.remove(listener);
  }

  void tell(LifecycleEvent event) {
    queue(event);
    deliver();
  }

  /** Fixes the place of an event among the others; it is told by the next {@link #deliver}. */
  synchronized void queue(LifecycleEvent event) {
    queue.add(event);
  }

  /** Tells what is queued, unless another thread, or this one further up, is about it already. */
  void deliver() {
    if (begin()) {
      for (LifecycleEvent event = next(); event != null; event = next()) {
        tellAll(event);
      }
    }
  }

  private synchronized boolean begin() {
    boolean idle = !delivering;
    delivering = true;
    return idle;
  }

  private synchronized @Nullable LifecycleEvent next() {
    LifecycleEvent event = queue.poll();
    delivering = event != null;
    return event;
  }

  private void tellAll(LifecycleEvent event) {
    listeners.forEach(listener -> tell(listener, event));
  }

  private static void tell(LifecycleListener listener, LifecycleEvent event) {
    try {
      listener.on(event);
    } catch (Exception | Error e) { // whatever it is, it must not end the thread that stops hosts
      log.warn("Listener {} failed on {}", listener, event, e);
    }
  }
}
