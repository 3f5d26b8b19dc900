package io.liveimage.repl.engine;

import java.io.InputStream;
import java.io.PrintStream;
import java.util.Optional;

/**
 * The streams of one session: what {@code System.out}, {@code System.err} and {@code System.in}
 * mean to the snippets it evaluates and to the threads these start. After {@link #close()} such
 * threads get the host's own streams. Thread-safe.
 */
public final class SessionIo implements AutoCloseable {

  private record Streams(PrintStream out, PrintStream err, InputStream in) {}

  private volatile Optional<Streams> streams;

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

  /** Lets go of the streams, without closing them. A second call does nothing. */
  @Override
  public void close() {
    streams = Optional.empty();
  }
}
