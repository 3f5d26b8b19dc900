package io.liveimage;

import java.time.Duration;
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
      end(Thread.currentThread());
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

  /** Ends the turn of a thread, if it still has it. */
  private void end(@Nullable Thread former) {
    lock.lock();
    try {
      if (holder == former) {
        holder = null;
        free.signalAll();
      }
    } finally {
      lock.unlock();
    }
  }

  /**
   * Waits until nobody has a turn; who comes after a change of the host's state finds that.
   *
   * @return false when the time is over and somebody still has it
   */
  boolean awaitFree(Duration limit) {
    long left = limit.toNanos();
    lock.lock();
    try {
      while (holder != null && left > 0) {
        left = free.awaitNanos(left);
      }
      return holder == null;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    } finally {
      lock.unlock();
    }
  }

  Optional<Thread> holder() {
    lock.lock();
    try {
      return Optional.ofNullable(holder);
    } finally {
      lock.unlock();
    }
  }

  /** Ends the turn of such a thread; nobody waits for it any more. */
  void giveUp(Predicate<Thread> lost) {
    holder().filter(lost).ifPresent(this::end);
  }

  /** Whether this thread has the turn, or is called in it by the start of a component. */
  boolean isMine() {
    return holder().filter(Errand::isFor).isPresent() || parts.isStartingHere();
  }
}
