package io.liveimage.repl.engine;

import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One image of definitions in the host process, shared by all its sessions. Thread-safe: sessions
 * evaluate at the same time, each on its own thread; while a snippet runs, the image is not locked.
 */
public final class ReplEngine implements AutoCloseable {

  private ReplEngine() {}

  /**
   * Returns why this Java runtime cannot evaluate, and what to do about it.
   *
   * @return empty when {@link #open} works
   */
  public static Optional<String> whyUnavailable() {
    return Optional.empty();
  }

  /**
   * Opens an empty image.
   *
   * @param host the loader through which snippets see the classes of the host
   * @return the image; to be closed
   * @throws IllegalStateException when {@link #whyUnavailable()} says so
   */
  public static ReplEngine open(ClassLoader host) {
    return new ReplEngine();
  }

  /**
   * Makes a value of the host known to snippets as a variable. Its type is the most precise one
   * that a snippet can name. A second call with the same name replaces the value, which methods
   * defined before see at once; when the type is another one they are compiled again. A variable
   * that a session declares under the same name hides the binding. Definitions that are pending are
   * tried again.
   *
   * @param name a Java identifier
   * @param value the value
   * @throws IllegalArgumentException when the name is no Java identifier
   * @throws IllegalStateException when the image is closed
   */
  public void bind(String name, @Nullable Object value) {}

  /**
   * Returns whether a text can be evaluated as it is or needs more lines.
   *
   * @param source any text; several snippets are fine
   * @return what it amounts to
   * @throws IllegalStateException when the image is closed
   */
  public Input inspect(String source) {
    return Input.EMPTY;
  }

  /**
   * Evaluates each snippet of a text in order, on the calling thread. What is wrong with a snippet
   * is an outcome, never an exception; after a syntax error the rest of the text is left out, after
   * any other failure the next snippet is taken. A snippet may itself call this.
   *
   * @param source any number of snippets; an incomplete last one is rejected
   * @param io the streams of the session
   * @param outcomes is given what became of each snippet as soon as it is known, on the calling
   *     thread; what it throws ends the evaluation and is thrown from here
   * @throws IllegalStateException when the image is closed
   */
  public void evaluate(String source, SessionIo io, Consumer<? super Outcome> outcomes) {}

  /**
   * Returns the definitions made by sessions, without default imports and bindings.
   *
   * @return the definitions in the order in which they were first made, pending ones last
   * @throws IllegalStateException when the image is closed
   */
  public List<Definition> list() {
    return List.of();
  }

  /**
   * Removes definitions: a variable, a type, all methods of that name, an import.
   *
   * @param name the name, or the signature of one method such as {@code twice(int)}
   * @return whether there was one
   * @throws IllegalStateException when the image is closed
   */
  public boolean drop(String name) {
    return false;
  }

  /**
   * Returns the definitions as a script, pending ones included. Variables are written with their
   * current value when that is a primitive, boxed or a string, else without one.
   *
   * @return the script
   * @throws IllegalStateException when the image is closed
   */
  public Script save() {
    return new Script(List.of(), List.of());
  }

  /**
   * Defines again what a script holds. Runs no code of users: no initialiser is evaluated. A
   * definition that does not compile becomes pending.
   *
   * @param script a script
   * @return what is back and what is pending, and why
   * @throws IllegalStateException when the image is closed
   */
  public ReplayReport replay(Script script) {
    return new ReplayReport(0, List.of());
  }

  /**
   * Forgets everything. A snippet that runs goes on to its end; any later call to this image throws
   * {@link IllegalStateException}, except this one, which does nothing.
   */
  @Override
  public void close() {}
}
