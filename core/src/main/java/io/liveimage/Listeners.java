package io.liveimage;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Those who hear of a lifecycle's events. */
final class Listeners {
  private static final Logger log = LoggerFactory.getLogger(Lifecycle.class);

  private final List<LifecycleListener> listeners = new CopyOnWriteArrayList<>();

  void add(LifecycleListener listener) {
    listeners.add(listener);
  }

  void remove(LifecycleListener listener) {
    listeners.remove(listener);
  }

  void tell(LifecycleEvent event) {
    listeners.forEach(listener -> tell(listener, event));
  }

  private static void tell(LifecycleListener listener, LifecycleEvent event) {
    try {
      listener.on(event);
    } catch (RuntimeException e) {
      log.warn("Listener {} failed on {}", listener, event, e);
    }
  }
}
