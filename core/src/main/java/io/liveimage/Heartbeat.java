package io.liveimage;

import io.liveimage.HealthCheck.Kind;
import io.liveimage.HealthReport.Finding;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A sign of life from a loop: as long as it comes in time the loop is live. Made by {@link
 * Lifecycle#heartbeat}; all methods are thread-safe.
 */
public final class Heartbeat implements AutoCloseable {
  private final String name;
  private final Duration limit;
  private final Consumer<Heartbeat> atClose;
  private final AtomicLong lastBeat = new AtomicLong();
  private final AtomicReference<@Nullable Thread> beater = new AtomicReference<>();

  // What the one thread that watches knows.
  private long seenBeat;
  private long due;
  private boolean excused;
  private volatile boolean missed;

  Heartbeat(String name, Duration limit, Consumer<Heartbeat> atClose) {
    this.name = name;
    this.limit = limit;
    this.atClose = atClose;
    beat();
    seenBeat = lastBeat.get();
    due = seenBeat + limit.toNanos();
  }

  /**
   * Gives a sign of life. Never waits, and is cheap enough for each turn of a busy loop: it costs
   * about as much as {@link System#nanoTime}.
   */
  public void beat() {
    Thread current = Thread.currentThread();
    if (beater.getPlain() != current) {
      beater.setOpaque(current);
    }
    lastBeat.setOpaque(System.nanoTime());
  }

  /** Ends the promise to beat; a second call does nothing. */
  @Override
  public void close() {
    atClose.accept(this);
  }

  Duration limit() {
    return limit;
  }

  private void see() {
    long beat = lastBeat.getOpaque();
    if (beat != seenBeat) {
      seenBeat = beat;
      due = beat + limit.toNanos();
      excused = false;
    }
  }

  /** Looks at it; returns whether it went from up to down or back. */
  boolean look(long now) {
    see();
    boolean wasMissed = missed;
    missed = now - due >= 0;
    return wasMissed != missed;
  }

  /** The whole process stood still: gives a new limit once, and after that the time it lost. */
  void excuse(long now, long lostNanos) {
    if (missed) {
      return;
    }
    see(); // what was beaten before then counts as seen
    due = excused ? due + lostNanos : now + limit.toNanos();
    excused = true;
  }

  /** The host does not expect a beat now. */
  void pardon(long now) {
    see();
    due = missed ? due : now + limit.toNanos();
  }

  /** Returns in how many nanoseconds to look at it again, at most so many. */
  long untilLook(long now, long atMost) {
    return missed ? atMost : Math.max(0, Math.min(due - now, atMost));
  }

  /** Returns what the last look found. */
  Finding finding() {
    return finding(missed);
  }

  /** Returns what there is to be found now; one that beats again is up before the next look. */
  Finding findingNow() {
    return finding(missed && lastBeat.getOpaque() == seenBeat);
  }

  private Finding finding(boolean down) {
    Health health = down ? Health.down(silence()) : Health.up();
    return new Finding(name, Kind.LIVENESS, health, Duration.ZERO);
  }

  private String silence() {
    return "no heartbeat for %s (limit %s), %s"
        .formatted(
            Figures.duration(Duration.ofNanos(System.nanoTime() - seenBeat)),
            Figures.duration(limit),
            TopFrames.of(beater.getOpaque()));
  }

  /** Returns the stack of the thread that beat last. */
  String stack() {
    Thread thread = beater.getOpaque();
    return thread == null ? "" : ThreadDump.of(thread);
  }
}
