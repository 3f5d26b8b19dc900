package io.liveimage;

import io.liveimage.Part.Call;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A call to one component, on a thread of its own. It ends when it returns or is given up; what its
 * thread does after that changes nothing. Guarded by the wave it belongs to.
 */
final class PartCall {
  private static final Logger log = LoggerFactory.getLogger(Lifecycle.class);
  private static final Duration SLOW = Duration.ofSeconds(10);
  private static final ThreadLocal<@Nullable PartCall> CURRENT = new ThreadLocal<>();

  private final Part part;
  private final Call call;
  private final Wave.Work work;
  private final Wave wave;
  private final long begin = System.nanoTime();
  private volatile @Nullable Thread thread;
  private volatile long limitNanos;
  private volatile long toldSlowAt = begin;
  private @Nullable Throwable failure;
  private long end;
  private boolean ended;
  private volatile boolean failing;

  PartCall(Part part, Call call, Wave.Work work, Wave wave) {
    this.part = part;
    this.call = call;
    this.work = work;
    this.wave = wave;
    this.limitNanos = part.limits().of(call).toNanos();
  }

  /** Returns the call that this thread makes at this moment. */
  static Optional<PartCall> current() {
    return Optional.ofNullable(CURRENT.get());
  }

  Part part() {
    return part;
  }

  Call call() {
    return call;
  }

  Wave wave() {
    return wave;
  }

  boolean hasEnded() {
    return ended;
  }

  /** Whether it has failed, and may be cleaning up still. */
  boolean isFailing() {
    return failing;
  }

  Optional<Throwable> failure() {
    return Optional.ofNullable(failure);
  }

  /** Returns why it failed, in one line for a person. */
  Optional<String> reason() {
    return failure().map(PartCall::inWords);
  }

  private static String inWords(Throwable failure) {
    Throwable cause = failure instanceof LifecycleException ? failure.getCause() : null;
    return cause == null ? failure.toString() : cause.toString();
  }

  long beginNanos() {
    return begin;
  }

  Duration duration() {
    return Duration.ofNanos(end - begin);
  }

  long nanosLeft() {
    return limitNanos - elapsed();
  }

  /** It has failed, and has so much time to clean up. */
  void failing(Duration limit) {
    synchronized (wave) {
      failing = true;
      limitNanos = Math.min(limitNanos, elapsed() + limit.toNanos());
      wave.notifyAll();
    }
  }

  /** Says where a call is that takes long and has no limit; again whenever as much time is over. */
  long tellWhenSlow() {
    long left = SLOW.toNanos() - (System.nanoTime() - toldSlowAt);
    if (left > 0 || ended) {
      return left;
    }
    toldSlowAt = System.nanoTime();
    log.warn(
        "Component {} is in its {} for {}:{}",
        part.name(),
        this,
        Figures.duration(Duration.ofNanos(elapsed())),
        stack());
    return SLOW.toNanos();
  }

  /** What does nothing needs no thread; where there is none left, this one makes the call. */
  void begin() {
    if (call != Call.START && !part.answers(call)) {
      end(null);
      return;
    }
    Thread worker = new Thread(this::run, "liveimage-%s-%s".formatted(call.method(), part.name()));
    worker.setDaemon(call != Call.START || worker.isDaemon()); // threads of the host inherit it
    try {
      thread = worker;
      worker.start();
    } catch (OutOfMemoryError e) {
      log.warn("There is no thread to {} component {}: it has no deadline", this, part.name(), e);
      thread = Thread.currentThread();
      run();
    }
  }

  private void run() {
    PartCall outer = CURRENT.get();
    CURRENT.set(this);
    try {
      work.on(part);
      end(null);
    } catch (Exception | Error e) { // whatever it is, the others are called all the same
      end(e);
    } finally {
      CURRENT.set(outer);
    }
  }

  private void end(@Nullable Throwable thrown) {
    synchronized (wave) {
      if (!ended) {
        failure = thrown;
        end = System.nanoTime();
        ended = true;
        wave.notifyAll();
      }
    }
  }

  /** Its time is over. */
  void overrun() {
    giveUp("did not %s within %s".formatted(this, Figures.duration(Duration.ofNanos(elapsed()))));
  }

  private long elapsed() {
    return System.nanoTime() - begin;
  }

  void giveUp(String reason) {
    log.warn("Component {} {} and is given up; it is in:{}", part.name(), reason, stack());
    end(new GivenUpException(reason));
    interrupt();
  }

  private String stack() {
    Thread worker = thread;
    return worker == null ? " nothing yet" : System.lineSeparator() + ThreadDump.of(worker);
  }

  boolean runsOn(Predicate<Thread> which) {
    Thread worker = thread;
    return worker != null && which.test(worker);
  }

  /** Returns the thread of this call, if it has one by now. */
  Stream<Thread> threads() {
    return Stream.ofNullable(thread);
  }

  void interrupt() {
    Thread worker = thread;
    if (worker != null) {
      worker.interrupt();
    }
  }

  /** Returns what the call does, such as {@code stop}. */
  @Override
  public String toString() {
    return call.method();
  }
}
