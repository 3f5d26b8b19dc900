package io.liveimage.repl.engine;

import java.io.InputStream;
import java.io.PrintStream;
import org.jspecify.annotations.Nullable;

/**
 * What the bytecode of snippets calls in place of {@code System} and {@code Runtime}. Public only
 * because snippets live in another class loader; no API, never call it. Thread-safe.
 */
@SuppressWarnings("DoNotCallSuggester") // to refuse is what some of these are for
public final class SnippetRuntime {
  private static final InheritableThreadLocal<@Nullable SessionIo> SESSION =
      new InheritableThreadLocal<>();

  private SnippetRuntime() {}

  /** Makes {@code io} the session of this thread and returns what is to be left again. */
  static Visit enter(SessionIo io) {
    SessionIo outer = SESSION.get();
    SESSION.set(io);
    return () -> leave(outer);
  }

  /** Lets the session of this thread be interrupted until what is returned is closed. */
  static Visit run() {
    SessionIo io = SESSION.get();
    return io == null ? () -> {} : io.run();
  }

  private static void leave(@Nullable SessionIo outer) {
    if (outer == null) {
      SESSION.remove();
    } else {
      SESSION.set(outer);
    }
  }

  interface Visit extends AutoCloseable {
    @Override
    void close();
  }

  /**
   * Stands for {@code System.out}.
   *
   * @return the stream of this thread's session, or the host's
   */
  public static PrintStream out() {
    SessionIo io = SESSION.get();
    return io == null ? System.out : io.out();
  }

  /**
   * Stands for {@code System.err}.
   *
   * @return the stream of this thread's session, or the host's
   */
  public static PrintStream err() {
    SessionIo io = SESSION.get();
    return io == null ? System.err : io.err();
  }

  /**
   * Stands for {@code System.in}.
   *
   * @return the stream of this thread's session, or the host's
   */
  public static InputStream in() {
    SessionIo io = SESSION.get();
    return io == null ? System.in : io.in();
  }

  /**
   * Stands for {@link Throwable#printStackTrace()}.
   *
   * @param exception what to print
   */
  public static void printStackTrace(Throwable exception) {
    exception.printStackTrace(err());
  }

  /**
   * Stands for {@link System#exit}.
   *
   * @param status the exit code that was asked for
   * @throws IllegalStateException always
   */
  public static void exit(int status) {
    throw refusal("System.exit(" + status + ")");
  }

  /**
   * Stands for {@link Runtime#exit}.
   *
   * @param runtime ignored
   * @param status the exit code that was asked for
   * @throws IllegalStateException always
   */
  public static void exit(Runtime runtime, int status) {
    throw refusal("Runtime.exit(" + status + ")");
  }

  /**
   * Stands for {@link Runtime#halt}.
   *
   * @param runtime ignored
   * @param status the exit code that was asked for
   * @throws IllegalStateException always
   */
  public static void halt(Runtime runtime, int status) {
    throw refusal("Runtime.halt(" + status + ")");
  }

  private static IllegalStateException refusal(String call) {
    return new IllegalStateException(
        call
            + " in a snippet would end the host without saving its image:"
            + " use /stop to stop the host, or lifecycle.requestStop(..)");
  }
}
