package io.liveimage.repl.session;

import io.liveimage.repl.engine.Outcome;
import io.liveimage.repl.engine.SessionIo;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One person's or tool's conversation with the image: who it is, its streams, and the one thread on
 * which everything it asks for is done in order. Thread-safe.
 */
public final class Session implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Session.class);
  private static final AtomicLong lastId = new AtomicLong();

  private final long id = lastId.incrementAndGet();
  private final LiveImage image;
  private final String peer;
  private final SessionIo io;
  private final ThreadPoolExecutor thread = new OneThread();

  /**
   * Begins a session.
   *
   * @param image the image it evaluates in
   * @param peer who it is, for the audit
   * @param io its streams; let go of when the session has ended
   */
  public Session(LiveImage image, String peer, SessionIo io) {
    this.image = image;
    this.peer = peer;
    this.io = io;
    image.joined(this);
  }

  private final class OneThread extends ThreadPoolExecutor {
    OneThread() {
      super(1, 1, 0, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), Session.this::newThread);
    }

    /**
     * Only now: an evaluation that still prints must not find itself printing to the host's output.
     */
    @Override
    protected void terminated() {
      io.close();
      image.left(Session.this);
    }
  }

  private Thread newThread(Runnable work) {
    Thread created = new Thread(work, "liveimage-repl-" + id);
    created.setDaemon(true);
    return created;
  }

  /**
   * Returns the number of this session in this process.
   *
   * @return a number from 1
   */
  public long id() {
    return id;
  }

  /**
   * Returns who the session belongs to.
   *
   * @return such as {@code pid 15413 (nc), uid 1000, port 53422}
   */
  public String peer() {
    return peer;
  }

  /**
   * Does something on the session's thread, after what was asked for before.
   *
   * @param work what to do; a failure is logged
   * @return false on a closed session, where nothing is done
   */
  public boolean execute(Runnable work) {
    try {
      thread.execute(() -> run(work));
      return true;
    } catch (RejectedExecutionException e) {
      log.debug("Session {} is closed already", id);
      return false;
    }
  }

  private void run(Runnable work) {
    if (thread.isShutdown()) {
      return;
    }
    try {
      work.run();
    } catch (RuntimeException | Error e) {
      log.error("Session {} of {} failed", id, peer, e);
    }
  }

  /**
   * Evaluates a text, on the calling thread, between two records of the audit.
   *
   * @param source whole snippets
   * @param outcomes takes what became of each; what it throws ends the evaluation
   * @throws StoppingHostException when the host is being stopped: what was not evaluated yet is not
   */
  public void evaluate(String source, Consumer<? super Outcome> outcomes) {
    Map<String, Integer> counts = new LinkedHashMap<>();
    String ending = ", cut short";
    long begin = System.nanoTime();
    Audit.before(this, source);
    try {
      image.evaluate(
          source,
          io,
          outcome -> {
            counts.merge(kind(outcome), 1, Integer::sum);
            outcomes.accept(outcome);
          });
      ending = "";
    } finally {
      Audit.after(this, summary(counts) + ending, System.nanoTime() - begin);
    }
  }

  private static String kind(Outcome outcome) {
    return outcome.getClass().getSimpleName().toLowerCase(Locale.ROOT);
  }

  private static String summary(Map<String, Integer> counts) {
    return counts.isEmpty()
        ? "nothing"
        : counts.entrySet().stream()
            .map(entry -> entry.getValue() + " " + entry.getKey())
            .collect(Collectors.joining(", "));
  }

  /**
   * Removes definitions, on the calling thread, with a record of the audit.
   *
   * @param name a name, or the signature of one method
   * @return whether there was one
   * @throws StoppingHostException when the host is being stopped
   */
  public boolean drop(String name) {
    Audit.drop(this, name);
    return image.drop(name);
  }

  /**
   * Ends the session and returns at once: its code is interrupted, what waits for it is not done.
   * What does not heed the interrupt goes on to its end. A second call does nothing.
   */
  @Override
  public void close() {
    thread.shutdown();
    io.interrupt();
  }

  /** Waits for the threads of closed sessions, and tells which of them stay. */
  static void awaitEnd(Collection<Session> closed, Duration limit) {
    long end = System.nanoTime() + limit.toNanos();
    try {
      for (Session session : closed) {
        if (!session.thread.awaitTermination(end - System.nanoTime(), TimeUnit.NANOSECONDS)) {
          log.warn("Session {} of {} does not heed its interrupt", session.id, session.peer);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
