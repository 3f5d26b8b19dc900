package io.liveimage;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Those who hear of a lifecycle's events: one at a time, in the order of {@link #queue}. */
final class Listeners {
  private static final Logger log = LoggerFactory.getLogger(Lifecycle.class);

  private final List<LifecycleListener> listeners = new CopyOnWriteArrayList<>();
  private final InTurn calls = new InTurn();

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
  void queue(LifecycleEvent event) {
    calls.queue(() -> listeners.forEach(listener -> tell(listener, event)));
  }

  void deliver() {
    calls.run();
  }

  private static void tell(LifecycleListener listener, LifecycleEvent event) {
    try {
      listener.on(event);
    } catch (Exception | Error e) { // whatever it is, it must not end the thread that stops hosts
      log.warn("Listener {} failed on {}", listener, event, e);
    }
  }
}
