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

  /** Tells whoever waits that it is durable; only the first of these calls has an effect. */
  abstract void durable();

  /** Tells whoever waits that it may not be. */
  abstract void inDoubt(String reason, @Nullable Throwable cause);

  /** An event whose thread waits. */
  static final class Awaited extends PendingEvent {
    private final Thread waiter = Thread.currentThread();
    private volatile boolean settled;
    private @Nullable String doubt;
    private @Nullable Throwable cause;

    Awaited(byte[] bytes) {
      super(bytes);
    }

    @Override
    void durable() {
      settled = true;
      LockSupport.unpark(waiter);
    }

    @Override
    void inDoubt(String reason, @Nullable Throwable why) {
      if (!settled) {
        doubt = reason;
        cause = why;
        durable();
      }
    }

    /** Waits, also through interrupts, which stay set. */
    void await() {
      boolean interrupted = false;
      while (!settled) {
        LockSupport.park(this);
        interrupted |= Thread.interrupted();
      }
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

    @Override
    void durable() {
      future.complete(number);
    }

    @Override
    void inDoubt(String reason, @Nullable Throwable cause) {
      future.completeExceptionally(new InDoubtException(reason, cause));
    }
  }
}
