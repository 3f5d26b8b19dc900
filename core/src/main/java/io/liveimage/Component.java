package io.liveimage;

/**
 * A part of a host that is started, drained and stopped with it. Every method does nothing by
 * default. For one component those that start and stop it are never called at the same time, and
 * each call sees what the one before did; which thread calls is not defined.
 *
 * <p>Order: {@link #start()}, then any number of {@link #drain()} and {@link #resume()} in turn,
 * then {@link #stop()}. After a failed {@code start()} only {@code stop()} is called, so that a
 * half started component can give back what it took.
 */
public interface Component {
  /**
   * Starts this component; its state, if it has one, is restored already and the components it
   * comes after are started. Returns when it does its work.
   *
   * @throws Exception when it cannot; the start of the host fails with it
   */
  default void start() throws Exception {}

  /**
   * Refuses new work and returns when the work in flight is done. The state is saved after this.
   *
   * @throws Exception when it cannot; the stop is reported with it and goes on
   */
  default void drain() throws Exception {}

  /**
   * Takes new work again: the image could not be saved, and the host goes on.
   *
   * @throws Exception when it cannot; it is logged, and the other components are resumed
   */
  default void resume() throws Exception {}

  /**
   * Stops this component and gives back everything it took; safe when it never started.
   *
   * @throws Exception when it cannot; the stop is reported with it and goes on
   */
  default void stop() throws Exception {}

  /**
   * Returns whether this component works at all; asked by {@link Lifecycle#health()} while it runs.
   * Unlike the other methods these two may be called at the same time as any other, on a thread of
   * their own, and an answer counts only within the time limit of a health check.
   *
   * @return down when only a restart of the process helps
   * @throws Exception when it cannot be found out, which counts as down
   */
  default Health liveness() throws Exception {
    return Health.up();
  }

  /**
   * Returns whether this component can serve now; asked as {@link #liveness()} is.
   *
   * @return down when traffic should go elsewhere for a while
   * @throws Exception when it cannot be found out, which counts as down
   */
  default Health readiness() throws Exception {
    return Health.up();
  }
}
