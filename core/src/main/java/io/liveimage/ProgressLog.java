package io.liveimage;

import io.liveimage.LifecycleEvent.Progress;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Has a line in the log every few seconds while a long save or start goes on. */
final class ProgressLog implements LifecycleListener {
  private static final Logger log = LoggerFactory.getLogger(Lifecycle.class);
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final String name;
  private final LongSupplier nanoTime;
  private long due;

  ProgressLog(String name) {
    this(name, System::nanoTime);
  }

  ProgressLog(String name, LongSupplier nanoTime) {
    this.name = name;
    this.nanoTime = nanoTime;
    this.due = nanoTime.getAsLong();
  }

  @Override
  public void on(LifecycleEvent event) {
    if (event instanceof Progress progress && progress.elapsed().compareTo(PATIENCE) >= 0) {
      log(progress);
    }
  }

  /** Events come one at a time. */
  private void log(Progress progress) {
    long now = nanoTime.getAsLong();
    if (now - due >= 0) {
      due = now + TimeUnit.SECONDS.toNanos(PATIENCE.toSeconds());
      log.info(
          "{}: {} {}, {}, {} so far",
          name,
          Figures.lowerCase(progress.phase()),
          progress.subject(),
          progress.figures(),
          Figures.duration(progress.elapsed()));
    }
  }
}
