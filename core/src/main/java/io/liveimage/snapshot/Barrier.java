package io.liveimage.snapshot;

import java.util.concurrent.locks.Lock;
import java.util.function.Supplier;

/**
 * What keeps the state of a component still while it is captured, or changed by its journal.
 * Implementations are safe for use by many threads.
 */
public interface Barrier {

  /** Keeps nothing still. */
  Barrier NONE =
      new Barrier() {
        @Override
        public <T> T hold(Supplier<T> action) {
          return action.get();
        }
      };

  /**
   * Returns the barrier that a lock is.
   *
   * @param lock the lock under which the component changes its state
   * @return the barrier
   */
  static Barrier of(Lock lock) {
    return new Barrier() {
      @Override
      public <T> T hold(Supplier<T> action) {
        lock.lock();
        try {
          return action.get();
        } finally {
          lock.unlock();
        }
      }
    };
  }

  /**
   * Does something while the state is still.
   *
   * @param action what is done
   * @param <T> what it returns
   * @return what it returned
   */
  <T> T hold(Supplier<T> action);
}
