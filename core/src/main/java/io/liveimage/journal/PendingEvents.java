package io.liveimage.journal;

import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The events of a journal that are applied and not durable yet, in the order of their numbers, and
 * why the journal takes no more of them, if it does not. They stay here until they are durable,
 * also when a write fails: the next segment begins with them. Safe for use by many threads.
 */
final class PendingEvents {

  /** About as long as waking a thread takes, in which whoever was told appends the next event. */
  private static final long SPIN_NANOS = 30_000;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition work = lock.newCondition();
  private final Condition progress = lock.newCondition();
  private final long most;

  private volatile @Nullable PendingEvent head;
  private @Nullable PendingEvent tail;
  private volatile long bytes;
  private boolean writerWaits;
  private int waiting;
  private volatile long durable;
  private volatile @Nullable JournalException failure;
  private volatile boolean closed;

  PendingEvents(long most, long durable) {
    this.most = most;
    this.durable = durable;
  }

  /** Returns when there is room, or none will come since the journal has failed. */
  void awaitRoom() {
    if (bytes >= most) {
      await(pending -> pending.bytes < pending.most || pending.failure() != null);
    }
  }

  /** Adds an event that is applied; when the journal fails at this moment it is in doubt. */
  void add(PendingEvent event) {
    lock.lock();
    try {
      append(event);
      JournalException failed = failure;
      if (failed != null) {
        event.inDoubt(message(failed), failed.getCause());
      } else if (writerWaits) {
        work.signal();
      }
    } finally {
      lock.unlock();
    }
  }

  private void append(PendingEvent event) {
    if (tail == null) {
      head = event;
    } else {
      tail.next = event;
    }
    tail = event;
    bytes += event.bytes.length;
  }

  /** Returns what is to be written next, or null when all is and the journal is closed. */
  @Nullable Batch next(int largest) {
    spin();
    lock.lock();
    try {
      awaitWork();
      PendingEvent first = failure == null ? head : null;
      return first == null ? null : Batch.from(first, largest);
    } finally {
      lock.unlock();
    }
  }

  private void spin() {
    long end = System.nanoTime() + SPIN_NANOS;
    while (head == null && System.nanoTime() < end) {
      Thread.onSpinWait();
    }
  }

  private void awaitWork() {
    writerWaits = true;
    while ((head == null || failure != null) && !closed) {
      work.awaitUninterruptibly();
    }
    writerWaits = false;
  }

  /** Takes away what is durable, which makes room. */
  void durable(Batch batch) {
    lock.lock();
    try {
      head = batch.last().next;
      tail = head == null ? null : tail;
      bytes -= batch.length();
      durable = Math.max(durable, batch.last().number);
      wake();
    } finally {
      lock.unlock();
    }
    batch.durable();
  }

  /** Puts all events in doubt; returns false if the journal had failed already. */
  boolean fail(JournalException reason) {
    lock.lock();
    try {
      if (failure != null) {
        return false;
      }
      failure = reason;
      for (PendingEvent event = head; event != null; event = event.next) {
        event.inDoubt(message(reason), reason.getCause());
      }
      wake();
      return true;
    } finally {
      lock.unlock();
    }
  }

  /** An image has the events up to a number; if these are all, a failure is over. */
  void saved(long sequence, boolean all) {
    lock.lock();
    try {
      durable = Math.max(durable, sequence);
      failure = all ? null : failure;
      work.signal();
      wake();
    } finally {
      lock.unlock();
    }
  }

  /** Returns when the events up to a number are durable. */
  void awaitDurable(long number) {
    if (durable < number) {
      await(pending -> pending.durable >= number || pending.failure() != null);
    }
    JournalException failed = failure;
    if (durable < number && failed != null) {
      throw new InDoubtException(message(failed), failed.getCause());
    }
  }

  private void await(Predicate<PendingEvents> done) {
    lock.lock();
    try {
      waiting++;
      while (!done.test(this)) {
        progress.awaitUninterruptibly();
      }
    } finally {
      waiting--;
      lock.unlock();
    }
  }

  private void wake() {
    if (waiting > 0) {
      progress.signalAll();
    }
  }

  /** Lets the writer end when all is written. */
  void close() {
    lock.lock();
    try {
      closed = true;
      work.signal();
      wake();
    } finally {
      lock.unlock();
    }
  }

  boolean isClosed() {
    return closed;
  }

  long durable() {
    return durable;
  }

  @Nullable JournalException failure() {
    return failure;
  }

  private static String message(JournalException failure) {
    return String.valueOf(failure.getMessage());
  }
}
