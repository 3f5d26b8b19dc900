package io.liveimage.repl.engine;

import java.lang.module.ModuleFinder;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One image of definitions in the host process, shared by all its sessions. Thread-safe: sessions
 * evaluate at the same time, each on its own thread; while a snippet runs, the image is not locked.
 */
public final class ReplEngine implements AutoCloseable {

  private static final String MODULE = "jdk.jshell";

  private final ReentrantLock lock = new ReentrantLock(true);
  private final ClassLoader host;
  private final ValueCodec codec;
  private @Nullable Image image;

  private ReplEngine(ClassLoader host, ValueCodec codec) {
    this.host = host;
    this.codec = codec;
    image = new Image(host, lock, codec);
  }

  /**
   * Returns why this Java runtime cannot evaluate, and what to do about it.
   *
   * @return empty when {@link #open} works
   */
  public static Optional<String> whyUnavailable() {
    if (ModuleLayer.boot().findModule(MODULE).isPresent()) {
      return Optional.empty();
    }
    return Optional.of(
        ModuleFinder.ofSystem().find(MODULE).isPresent()
            ? "The REPL needs the module jdk.jshell, which this Java runtime has but did not load:"
                + " start the host with --add-modules jdk.jshell"
            : "The REPL needs the module jdk.jshell, which the Java runtime "
                + Runtime.version()
                + " in "
                + System.getProperty("java.home")
                + " does not have: run the host on a JDK, or add jdk.jshell to the modules of"
                + " jlink --add-modules");
  }

  /**
   * Opens an empty image.
   *
   * @param host the loader through which snippets see the classes of the host
   * @param codec what saves the values of variables
   * @return the image; to be closed
   * @throws IllegalStateException when {@link #whyUnavailable()} says so
   */
  public static ReplEngine open(ClassLoader host, ValueCodec codec) {
    whyUnavailable()
        .ifPresent(
            reason -> {
              throw new IllegalStateException(reason);
            });
    // JShell starts a thread that outlives this image and keeps the loader it finds here.
    try (HostLoader ignored = HostLoader.enter(ClassLoader.getSystemClassLoader())) {
      return new ReplEngine(host, codec);
    }
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
  public void bind(String name, @Nullable Object value) {
    Bindings.check(name);
    locked(
        open -> {
          open.bind(name, value);
          return name;
        });
  }

  /**
   * Returns whether a text can be evaluated as it is or needs more lines.
   *
   * @param source any text; several snippets are fine
   * @return what it amounts to
   * @throws IllegalStateException when the image is closed
   */
  public Input inspect(String source) {
    return locked(open -> open.sources().inspect(source));
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
  public void evaluate(String source, SessionIo io, Consumer<? super Outcome> outcomes) {
    try (SnippetRuntime.Visit ignored = SnippetRuntime.enter(io)) {
      String rest = source;
      while (!rest.isBlank()) {
        Step step = step(rest);
        step.reports().forEach(report -> outcomes.accept(told(report)));
        rest = step.rest();
      }
    }
  }

  /** Calls {@code toString()} of users' objects. */
  private static Outcome told(Supplier<Outcome> report) {
    try (SnippetRuntime.Visit interruptible = SnippetRuntime.run()) {
      return report.get();
    }
  }

  private record Step(List<Supplier<Outcome>> reports, String rest) {}

  private Step step(String text) {
    return locked(
        open -> {
          Sources.First first = open.sources().first(text);
          return first.source().isBlank()
              ? new Step(List.of(), "")
              : new Step(open.evaluate(first.source()), first.rest());
        });
  }

  /**
   * Returns the definitions made by sessions, without default imports and bindings.
   *
   * @return the definitions in the order in which they were first made, pending ones last
   * @throws IllegalStateException when the image is closed
   */
  public List<Definition> list() {
    return locked(Image::list);
  }

  /**
   * Removes definitions: a variable, a type, all methods of that name, an import.
   *
   * @param name the name, or the signature of one method such as {@code twice(int)}
   * @return whether there was one
   * @throws IllegalStateException when the image is closed
   */
  public boolean drop(String name) {
    return locked(open -> open.drop(name));
  }

  /**
   * Returns what the image leaves to the next process: its definitions, pending ones included, as a
   * script, and the values of variables. A value that is a primitive, boxed or a string is in the
   * script, any other that the codec can save beside it. Of a variable whose value cannot be saved
   * the script tells why. Definitions are made and changed meanwhile as ever; this takes ten
   * seconds at most, whatever the values are.
   *
   * @return definitions and values
   * @throws IllegalStateException when the image is closed
   */
  public SavedImage save() {
    Draft draft = locked(Image::save);
    try (Patience patience = new Patience(Patience.PER_CALL, Patience.IN_ALL, host)) {
      return draft.encoded(codec, patience);
    }
  }

  /**
   * Returns whether a class was defined in a session, and so comes and goes with its definition.
   *
   * @param type any class
   * @return true for one that the engine compiled
   */
  public static boolean isDefinedInSession(Class<?> type) {
    return type.getClassLoader() instanceof SnippetLoader;
  }

  /**
   * Defines again what a script holds. A script that {@link #save()} made runs no code of users:
   * variables have literals or no value, and nothing but a definition is accepted. A definition
   * that does not compile becomes pending.
   *
   * @param script a script
   * @return what is back and what is pending, and why
   * @throws IllegalStateException when the image is closed
   */
  public ReplayReport replay(Script script) {
    return locked(open -> open.replay(script));
  }

  /**
   * Gives variables the values that they had, once their definitions are back. Runs no initialiser,
   * but the constructors of records. A value whose variable is not there, cannot be used yet, or
   * has a type now to which the value does not fit, waits: it is tried again at each new binding
   * and definition, as long as its variable is null, and is saved again.
   *
   * @param values what {@link #save()} returned
   * @return what is back, and what waits and why
   * @throws IllegalStateException when the image is closed
   */
  public ValueReport restoreValues(List<SavedValue> values) {
    return locked(open -> open.restoreValues(values));
  }

  /**
   * Forgets everything. A snippet that runs goes on to its end; any later call to this image throws
   * {@link IllegalStateException}, except this one, which does nothing.
   */
  @Override
  public void close() {
    lock.lock();
    try {
      if (image != null) {
        image.close();
        image = null;
      }
    } finally {
      lock.unlock();
    }
  }

  /** An interrupt of the caller waits: javac would lose the jars that it is about to read. */
  private <T> T locked(Function<Image, T> work) {
    boolean interrupted = Thread.interrupted();
    lock.lock();
    try {
      if (image == null) {
        throw new IllegalStateException("This image of the REPL is closed");
      }
      return work.apply(image);
    } finally {
      lock.unlock();
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
