package io.liveimage;

import io.liveimage.HealthCheck.Kind;
import io.liveimage.HealthReport.Finding;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One health check and the last call to it. Used by one round at a time. */
final class Checkup {
  private static final Health NO_WORDS = Health.down("fails, and cannot say how");

  private final String name;
  private final Kind kind;
  private final HealthCheck check;
  private Call call = new Call();
  private boolean wasUp = true;

  Checkup(String name, Kind kind, HealthCheck check) {
    this.name = name;
    this.kind = kind;
    this.check = check;
    call.answer(Health.up());
  }

  String name() {
    return name;
  }

  Kind kind() {
    return kind;
  }

  /** Asks, unless a former call hangs still: its thread is enough. */
  void begin(Executor threads) {
    if (call.isDone()) {
      call = new Call();
      call.begin(threads);
    }
  }

  /** Waits for the answer until then; what has not come is down. */
  Finding finding(long deadlineNanos) {
    Health health = call.awaitUntil(deadlineNanos);
    return new Finding(name, kind, health, call.duration());
  }

  /** Whether it went from up to down or back. */
  boolean isChangedBy(Finding finding) {
    boolean changed = wasUp != finding.health().isUp();
    wasUp = finding.health().isUp();
    return changed;
  }

  /** One call of the check, on a thread of its own. */
  private final class Call implements Runnable {
    private final long since = System.nanoTime();
    private final CountDownLatch done = new CountDownLatch(1);
    private volatile @Nullable Health health;
    private volatile @Nullable Thread thread;
    private volatile long tookNanos;
    private boolean waitedFor;

    void begin(Executor threads) {
      try {
        threads.execute(this);
      } catch (OutOfMemoryError | RejectedExecutionException e) {
        answer(Health.down("there is no thread to ask it: " + e.getMessage()));
      }
    }

    @Override
    public void run() {
      thread = Thread.currentThread();
      answer(ask());
    }

    private Health ask() {
      try {
        @Nullable Health found = check.check();
        return found == null ? Health.down("answers null") : found;
      } catch (Exception | Error e) { // whatever it is, it is what was found
        return failure(e);
      }
    }

    private static Health failure(Throwable e) {
      try {
        return Health.down("fails with " + e);
      } catch (RuntimeException | Error again) {
        return NO_WORDS;
      }
    }

    private void answer(Health found) {
      tookNanos = System.nanoTime() - since;
      health = found;
      done.countDown();
    }

    boolean isDone() {
      return done.getCount() == 0;
    }

    Duration duration() {
      return Duration.ofNanos(isDone() ? tookNanos : System.nanoTime() - since);
    }

    /** Waits once: a call that hangs holds up only the round in which it was made. */
    Health awaitUntil(long deadlineNanos) {
      if (!waitedFor) {
        Patience.toTheEnd(
            () -> done.await(deadlineNanos - System.nanoTime(), TimeUnit.NANOSECONDS));
        waitedFor = true;
      }
      Health found = health;
      return found == null ? noAnswer() : found;
    }

    private Health noAnswer() {
      return Health.down(
          "no answer for %s, %s".formatted(Figures.duration(duration()), TopFrames.of(thread)));
    }
  }
}
