package io.liveimage.repl.engine;

import java.io.InputStream;
import java.io.PrintStream;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The streams of one session: what {@code System.out}, {@code System.err} and {@code System.in}
 * mean to the snippets it evaluates and to the threads these start. After {@link #close()} such
 * threads get the host's own streams. Thread-safe.
 */
public final class SessionIo implements AutoCloseable {

  private record Streams(PrintStream out, PrintStream err, InputStream in) {}

  private volatile Optional<Streams> streams;
  private @Nullable Thread running;
  private boolean interrupted;

  /**
   * Makes the streams of a session.
   *
   * @param out for {@code System.out}
   * @param err for {@code System.err}
   * @param in for {@code System.in}
   */
  public SessionIo(PrintStream out, PrintStream err, InputStream in) {
    this.streams = Optional.of(new Streams(out, err, in));
  }

  PrintStream out() {
    return streams.map(Streams::out).orElse(System.out);
  }

  PrintStream err() {
    return streams.map(Streams::err).orElse(System.err);
  }

  InputStream in() {
    return streams.map(Streams::in).orElse(System.in);
  }

  /** Tells that this thread runs code of the session until what is returned is closed. */
  synchronized SnippetRuntime.Visit run() {
    Thread outer = running;
    running = Thread.currentThread();
    if (interrupted) {
      running.interrupt();
    }
    return () -> ran(outer);
  }

  /** An interrupt must not outlast the code it was meant for. */
  private synchronized void ran(@Nullable Thread outer) {
    running = outer;
    Thread.interrupted();
  }

  /**
   * Interrupts the code that the session runs now, and any that it runs later; never the compiler,
   * whose view of the class path is lost for all sessions when it is interrupted while it reads.
   */
  public synchronized void interrupt() {
    interrupted = true;
    if (running != null) {
      running.interrupt();
    }
  }

  /** Lets go of the streams, without closing them. A second call does nothing. */
  @Override
  public void close() {
    streams = Optional.empty();
  }
}
