package io.liveimage.systemd;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The thread that brings notices to systemd. It loads JNA too, beside the start of the host, and
 * asks for the host's health; so a notice may be late, but holds up nobody.
 */
final class Courier implements Outbox {
  private static final Logger log = LoggerFactory.getLogger(SystemdExtension.class);

  /** Long enough to load JNA on a busy machine, and less than a person waits for a stop. */
  private static final Duration LAST_ROUND = Duration.ofSeconds(3);

  private final String address;
  private final Deque<Notice> left = new ArrayDeque<>();
  private final ScheduledThreadPoolExecutor thread;
  private @Nullable NotifySocket socket;
  private boolean warned;
  private boolean givenUp;

  Courier(String address) {
    this.address = address;
    this.thread = new ScheduledThreadPoolExecutor(1, Courier::thread);
    thread.setRejectedExecutionHandler(new ThreadPoolExecutor.DiscardPolicy());
    thread.setRemoveOnCancelPolicy(true);
    thread.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
  }

  private static Thread thread(Runnable work) {
    Thread thread = new Thread(work, "liveimage-systemd");
    thread.setDaemon(true);
    return thread;
  }

  @Override
  public void send(Notice notice) {
    synchronized (left) {
      if (!left.isEmpty() && left.getLast().isReplacedBy(notice)) {
        left.removeLast();
      }
      left.addLast(notice);
    }
    thread.execute(this::bring);
  }

  @Override
  public Runnable repeat(Notice notice, Duration period) {
    send(notice);
    long nanos = period.toNanos();
    Future<?> again =
        thread.scheduleAtFixedRate(() -> send(notice), nanos, nanos, TimeUnit.NANOSECONDS);
    return () -> again.cancel(false);
  }

  /** Makes a call on the courier's thread now, and again each time after what it returns. */
  void beat(Supplier<Duration> call) {
    beatAfter(Duration.ZERO, call);
  }

  private void beatAfter(Duration pause, Supplier<Duration> call) {
    Future<?> unused = thread.schedule(() -> beatNow(call), pause.toNanos(), TimeUnit.NANOSECONDS);
  }

  private void beatNow(Supplier<Duration> call) {
    long begin = System.nanoTime();
    Duration pause = call.get();
    beatAfter(pause.minusNanos(System.nanoTime() - begin), call);
  }

  private void bring() {
    Notice notice = next();
    if (notice == null || givenUp) {
      return;
    }
    try {
      open().send(notice.bytes());
      log.debug("Told systemd {}", notice.assignments());
    } catch (IOException | RuntimeException | Error e) { // a full heap must not end the thread
      notBrought(notice, e);
    }
  }

  private @Nullable Notice next() {
    synchronized (left) {
      return left.pollFirst();
    }
  }

  private NotifySocket open() throws IOException {
    if (socket == null) {
      socket = NotifySocket.open(address);
    }
    return socket;
  }

  /** What systemd misses once it may get the next time, but JNA loads at the first try or never. */
  private void notBrought(Notice notice, Throwable failure) {
    givenUp = failure instanceof LinkageError;
    if (warned) {
      log.debug("Could not tell systemd {}", notice.assignments(), failure);
    } else {
      warned = true;
      log.warn("systemd cannot be told how this host is: {}. {}", reason(failure), cure(failure));
    }
  }

  private static String reason(Throwable failure) {
    String message = failure.getMessage();
    return (message == null ? failure.toString() : message).strip().lines().findFirst().orElse("");
  }

  private static String cure(Throwable failure) {
    return failure instanceof LinkageError
        ? "JNA unpacks a library into the system property jna.tmpdir, else into ~/.cache or"
            + " java.io.tmpdir: set it to a directory that can be written and is not mounted noexec,"
            + " or jna.boot.library.path to one that has libjnidispatch.so. The host goes on; with"
            + " Type=notify systemd will end it as one that does not start"
        : "The host goes on; with Type=notify or WatchdogSec systemd will end it";
  }

  @Override
  public void close() {
    thread.execute(this::end);
    try {
      if (!thread.awaitTermination(LAST_ROUND.toMillis(), TimeUnit.MILLISECONDS)) {
        log.warn("systemd did not take the last notices within {} s", LAST_ROUND.toSeconds());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void end() {
    if (socket != null) {
      socket.close();
      socket = null;
    }
    thread.shutdown();
  }
}
