package io.liveimage;

import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Whose turn it is to change which components run: one start, restart, save or stop at a time.
 * Thread-safe. What a component does in its own start belongs to the turn of that start.
 */
final class Turns {
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition free = lock.newCondition();
  private final Parts parts;
  private @Nullable Thread holder;

  Turns(Parts parts) {
    this.parts = parts;
  }

  /**
   * Waits for a turn, and does something in it if the host is open then.
   *
   * @return false when the host was not open; nothing is done then
   */
  boolean take(BooleanSupplier open, Runnable change) {
    if (isMine()) {
      change.run();
      return true;
    }
    if (!begin(open)) {
      return false;
    }
    try {
      change.run();
      return true;
    } finally {
      end();
    }
  }

  private boolean begin(BooleanSupplier open) {
    lock.lock();
    try {
      while (holder != null) {
        free.awaitUninterruptibly();
      }
      holder = open.getAsBoolean() ? Thread.currentThread() : null;
      return holder != null;
    } finally {
      lock.unlock();
    }
  }

  private void end() {
    lock.lock();
    try {
      holder = null;
      free.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Waits until nobody has a turn; who comes after a change of the host's state finds that. */
  void awaitFree() {
    begin(() -> false);
  }

  Optional<Thread> holder() {
    lock.lock();
    try {
      return Optional.ofNullable(holder);
    } finally {
      lock.unlock();
    }
  }

  /** Ends the turn of such a thread, which never comes back. */
  void giveUp(Predicate<Thread> lost) {
    if (holder().filter(lost).isPresent()) {
      end();
    }
  }

  private boolean isMine() {
    return holder().filter(thread -> thread == Thread.currentThread()).isPresent()
        || parts.isStartingHere();
  }
}
