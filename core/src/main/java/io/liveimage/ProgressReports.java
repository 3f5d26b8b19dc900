package io.liveimage;

import io.liveimage.LifecycleEvent.Progress;
import io.liveimage.LifecycleEvent.StepDone.Activity;
import io.liveimage.Step.Phase;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * Tells how far something is that moves bytes: not in its first second, and then twice a second at
 * most, however often and by however many threads it is told of bytes. Thread-safe.
 */
final class ProgressReports {
  private static final long PATIENCE = TimeUnit.SECONDS.toNanos(1);
  private static final long PAUSE = TimeUnit.MILLISECONDS.toNanos(500);

  private final Activity activity;
  private final Consumer<? super Progress> listener;
  private final LongSupplier nanoTime;
  private final long began;
  private final AtomicLong due;

  /** Makes the reports of something that begins now. */
  ProgressReports(Activity activity, Consumer<? super Progress> listener) {
    this(activity, listener, System::nanoTime);
  }

  ProgressReports(Activity activity, Consumer<? super Progress> listener, LongSupplier nanoTime) {
    this.activity = activity;
    this.listener = listener;
    this.nanoTime = nanoTime;
    this.began = nanoTime.getAsLong();
    this.due = new AtomicLong(began + PATIENCE);
  }

  /** Takes note of how far a subject is. */
  void moved(Phase phase, String subject, long bytes, OptionalLong total) {
    long now = nanoTime.getAsLong();
    long time = due.get();
    if (now - time >= 0 && due.compareAndSet(time, now + PAUSE)) {
      Duration elapsed = Duration.ofNanos(now - began);
      listener.accept(new Progress(activity, phase, subject, bytes, total, elapsed));
    }
  }
}
