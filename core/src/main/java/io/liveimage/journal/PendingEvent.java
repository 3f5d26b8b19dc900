package io.liveimage.journal;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** An event on its way to the disk, with whoever waits for it. */
abstract class PendingEvent {

  /** Its length, in four bytes, and the encoded event. */
  final byte[] bytes;

  long number;
  boolean beginsSegment;
  @Nullable PendingEvent next;

  PendingEvent(byte[] bytes) {
    this.bytes = bytes;
  }

  /** Tells whoever waits that it may not be durable; nothing once it was told otherwise. */
  abstract void inDoubt(String reason, @Nullable Throwable cause);

  /** An event whose thread waits. */
  static final class Awaited extends PendingEvent {

    /** How long others wait at most for a thread that is to wake them and does not run. */
    private static final long LONGEST_NANOS = 50_000_000;

    private final Thread waiter = Thread.currentThread();
    private Crowd crowd = Crowd.NONE;
    private int place;
    private volatile boolean settled;
    private volatile boolean awake;
    private @Nullable String doubt;
    private @Nullable Throwable cause;

    Awaited(byte[] bytes) {
      super(bytes);
    }

    boolean isWaiting() {
      return !settled;
    }

    /** It is durable; its thread is told by {@link #wake}, and wakes others of the crowd. */
    void settle(Crowd others, int own) {
      crowd = others;
      place = own;
      settled = true;
    }

    void wake() {
      if (!awake) {
        LockSupport.unpark(waiter);
      }
    }

    @Override
    void inDoubt(String reason, @Nullable Throwable why) {
      if (!settled) {
        doubt = reason;
        cause = why;
        settled = true;
        wake();
      }
    }

    /** Waits, also through interrupts, which stay set. */
    void await() {
      await(LONGEST_NANOS);
    }

    /** Waits, and looks at least so often whether it is settled. */
    void await(long nanos) {
      boolean interrupted = false;
      while (!settled) {
        LockSupport.parkNanos(this, nanos);
        interrupted |= Thread.interrupted();
      }
      awake = true;
      crowd.wakeAfter(place);
      if (interrupted) {
        waiter.interrupt();
      }
      if (doubt != null) {
        throw new InDoubtException(doubt, cause);
      }
    }
  }

  /** An event whose thread does not wait. */
  static final class Submitted extends PendingEvent {
    final CompletableFuture<Long> future = new CompletableFuture<>();

    Submitted(byte[] bytes) {
      super(bytes);
    }

    void durable() {
      future.complete(number);
    }

    @Override
    void inDoubt(String reason, @Nullable Throwable cause) {
      future.completeExceptionally(new InDoubtException(reason, cause));
    }
  }
}
