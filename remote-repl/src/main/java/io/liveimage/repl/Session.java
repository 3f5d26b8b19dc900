package io.liveimage.repl;

import io.liveimage.repl.engine.Outcome;
import io.liveimage.repl.engine.SessionIo;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
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
  private final ExecutorService thread;

  /**
   * Begins a session.
   *
   * @param image the image it evaluates in
   * @param peer who it is, for the audit
   * @param io its streams
   */
  public Session(LiveImage image, String peer, SessionIo io) {
    this.image = image;
    this.peer = peer;
    this.io = io;
    this.thread = Executors.newSingleThreadExecutor(this::newThread);
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
   * @return such as {@code pid 15413 (nc), uid 1000}
   */
  public String peer() {
    return peer;
  }

  /**
   * Does something on the session's thread, after what was asked for before; nothing on a closed
   * session.
   *
   * @param work what to do; a failure is logged
   */
  public void execute(Runnable work) {
    try {
      thread.execute(() -> run(work));
    } catch (RejectedExecutionException e) {
      log.debug("Session {} is closed already", id);
    }
  }

  private void run(Runnable work) {
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
   * @param outcomes takes what became of each
   * @throws StoppingHostException when the host is being stopped
   */
  public void evaluate(String source, Consumer<? super Outcome> outcomes) {
    Map<String, Integer> counts = new LinkedHashMap<>();
    long begin = System.nanoTime();
    Audit.before(this, source);
    try {
      image.evaluate(
          source,
          io,
          outcome -> {
            counts.merge(
                outcome.getClass().getSimpleName().toLowerCase(Locale.ROOT), 1, Integer::sum);
            outcomes.accept(outcome);
          });
    } finally {
      Audit.after(this, summary(counts), System.nanoTime() - begin);
    }
  }

  private static String summary(Map<String, Integer> counts) {
    return counts.isEmpty()
        ? "nothing"
        : counts.entrySet().stream()
            .map(entry -> entry.getValue() + " " + entry.getKey())
            .collect(Collectors.joining(", "));
  }

  /**
   * Ends the session: its thread is interrupted, its streams are let go. What does not heed an
   * interrupt goes on to its end.
   */
  @Override
  public void close() {
    thread.shutdownNow();
    io.close();
  }
}
