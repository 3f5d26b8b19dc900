package io.liveimage;

/**
 * Hears what happens in the life of a host: one event at a time, in order, on the thread on which
 * it happens or one that tells an event already. It must return soon and must not wait for the
 * lifecycle. What it throws is logged and changes nothing.
 */
@FunctionalInterface
public interface LifecycleListener {
  /**
   * Takes an event.
   *
   * @param event what happened
   */
  void on(LifecycleEvent event);
}
