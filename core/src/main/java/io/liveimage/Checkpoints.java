package io.liveimage;

import io.liveimage.HostError.Origin;
import io.liveimage.journal.JournalException;
import io.liveimage.journal.JournalListener;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Saves the running host now and then: on a schedule, and when a journal has grown or cannot be
 * written. A save that fails is tried again, after a time that doubles up to a minute. Thread-safe;
 * its own thread begins with the first reason to have one.
 */
final class Checkpoints implements JournalListener {
  static final String EVERY = "liveimage.checkpoint.every";

  private static final Logger log = LoggerFactory.getLogger(Lifecycle.class);
  private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
  private static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);

  /** Why an image is saved, and whether because a journal has failed. */
  private record Reason(String text, boolean isFailure) {
    static final Reason SCHEDULE = new Reason("the schedule", false);
  }

  private final String name;
  private final Optional<Duration> every;
  private final Errors errors;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private @Nullable Function<String, SaveReport> save;
  private @Nullable Reason due;
  private boolean begun;
  private boolean ended;

  Checkpoints(String name, Settings settings, Errors errors) {
    this.name = name;
    this.every = StopPolicy.aboveZero(EVERY, settings);
    this.errors = errors;
  }

  /** The host runs, and can be saved. */
  void begin(Function<String, SaveReport> howToSave) {
    lock.lock();
    try {
      save = howToSave;
      if (due != null || every.isPresent()) {
        beginThread();
      }
    } finally {
      lock.unlock();
    }
  }

  /** Saves no more; one that is under way ends by itself. */
  void end() {
    lock.lock();
    try {
      ended = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void grown(String journal, long bytes) {
    String reason = "journal %s, which has grown by %s".formatted(journal, Figures.bytes(bytes));
    ask(new Reason(reason, false));
  }

  @Override
  public void failed(String journal, JournalException failure) {
    errors.tell(new HostError(Origin.JOURNAL, journal, failure));
    ask(new Reason("journal %s, which cannot be written".formatted(journal), true));
  }

  private void ask(Reason reason) {
    lock.lock();
    try {
      due = reason;
      if (save != null) {
        beginThread();
      }
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private void beginThread() {
    if (!begun && !ended) {
      begun = true;
      Thread thread = new Thread(this::work, "liveimage-checkpoints-" + name);
      thread.setDaemon(true);
      thread.start();
    }
  }

  private void work() {
    Duration pause = Duration.ZERO;
    while (true) {
      long since = System.nanoTime();
      Reason reason = awaitReason(pause);
      if (reason == null) {
        return;
      }
      boolean wasQuiet = System.nanoTime() - since > LONGEST_PAUSE.toNanos();
      boolean goesOn = saved(reason) && !reason.isFailure();
      pause = goesOn ? Duration.ZERO : next(wasQuiet ? Duration.ZERO : pause);
    }
  }

  /** A journal that fails again and again must not push out all older images in no time. */
  private static Duration next(Duration pause) {
    Duration doubled = pause.isZero() ? FIRST_PAUSE : pause.multipliedBy(2);
    return doubled.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : doubled;
  }

  /** Waits for a reason to save, or for the end; but not before the pause is over. */
  private @Nullable Reason awaitReason(Duration pause) {
    lock.lock();
    try {
      await(pause.toNanos(), false);
      await(every.map(Duration::toNanos).orElse(Long.MAX_VALUE), true);
      Reason reason = due;
      due = null;
      return ended ? null : reason == null ? Reason.SCHEDULE : reason;
    } finally {
      lock.unlock();
    }
  }

  private void await(long nanos, boolean untilDue) {
    long left = nanos;
    while (left > 0 && !ended && !(untilDue && due != null)) {
      try {
        left = changed.awaitNanos(left);
      } catch (InterruptedException e) {
        log.warn("Checkpoints of {} are not ended by an interrupt", name);
      }
    }
  }

  /** Returns false when it has to be tried again. */
  private boolean saved(Reason reason) {
    Function<String, SaveReport> how = save;
    try {
      if (how == null || how.apply(reason.text()).generation().isPresent()) {
        return true;
      }
    } catch (StoppingException e) {
      return true;
    } catch (RuntimeException | Error e) { // of a listener, or a full heap
      log.error("Checkpoint of {} failed", name, e);
    }
    ask(reason);
    return false;
  }
}
