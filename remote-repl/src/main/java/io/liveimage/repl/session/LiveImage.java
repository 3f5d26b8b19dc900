package io.liveimage.repl.session;

import io.liveimage.repl.engine.Definition;
import io.liveimage.repl.engine.Input;
import io.liveimage.repl.engine.Outcome;
import io.liveimage.repl.engine.ReplEngine;
import io.liveimage.repl.engine.ReplayReport;
import io.liveimage.repl.engine.SavedImage;
import io.liveimage.repl.engine.SavedValue;
import io.liveimage.repl.engine.Script;
import io.liveimage.repl.engine.SessionIo;
import io.liveimage.repl.engine.ValueCodec;
import io.liveimage.repl.engine.ValueReport;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The definitions of a host, shared by all sessions. The engine, which costs a second and some
 * megabytes, is opened when it is first needed. Thread-safe.
 */
public final class LiveImage implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(LiveImage.class);
  private static final Duration DRAIN_LIMIT = Duration.ofSeconds(1);
  private static final Duration LEAVE_LIMIT = Duration.ofSeconds(1);

  private final ClassLoader host;
  private final WarmUp warmUp;
  private final Map<String, Object> bindings = new LinkedHashMap<>();
  private final EvaluationGate gate = new EvaluationGate();
  private final Set<Session> sessions = ConcurrentHashMap.newKeySet();
  private final ValueCodec values;
  private final AtomicReference<List<String>> told = new AtomicReference<>(List.of());
  private @Nullable ReplEngine engine;
  private boolean closed;

  /**
   * Makes an image without definitions.
   *
   * @param host the loader through which snippets see the classes of the host
   * @param values what saves the values of variables
   * @param warmUp when the engine is opened, at the latest
   */
  public LiveImage(ClassLoader host, ValueCodec values, WarmUp warmUp) {
    this.host = host;
    this.values = values;
    this.warmUp = warmUp;
  }

  /**
   * Makes an object of the host known to snippets. A second call with the same name replaces it. A
   * name or an object that the engine cannot take is logged: the host need not care. Does nothing
   * on a closed image.
   *
   * @param name a Java identifier
   * @param value the object
   */
  public synchronized void bind(String name, Object value) {
    bindings.put(name, value);
    if (engine != null && !closed) {
      bind(engine, name, value);
    }
  }

  private static void bind(ReplEngine opened, String name, Object value) {
    try {
      opened.bind(name, value);
    } catch (IllegalArgumentException e) {
      log.warn("{} is not bound in the REPL: {}", name, e.getMessage());
    } catch (RuntimeException | LinkageError e) {
      log.warn("{} is not bound in the REPL", name, e);
    }
  }

  private synchronized ReplEngine engine() {
    if (closed) {
      throw new StoppingHostException("The host is stopped.");
    }
    if (engine == null) {
      ReplEngine opened = ReplEngine.open(host, values);
      bindings.forEach((name, value) -> bind(opened, name, value));
      engine = opened;
    }
    return engine;
  }

  /** Opens the engine, so that the first evaluation need not wait for it. */
  public void warmUp() {
    engine();
  }

  /** Opens the engine for a session that begins, unless it is to wait for the first evaluation. */
  public void expectEvaluations() {
    if (warmUp != WarmUp.OFF) {
      engine();
    }
  }

  /**
   * Takes the definitions of an earlier image. Runs no code of users; what does not compile yet is
   * kept and waits.
   *
   * @param text the script of what {@link #save} returned
   * @throws IllegalArgumentException when it is no such text
   */
  public void restore(String text) {
    Script script = Script.parse(text);
    if (script.entries().isEmpty()) {
      return;
    }
    ReplayReport report = engine().replay(script);
    log.info("REPL definitions restored: {}", report.restored());
    warn("REPL variables without a value, for the image has none", script.unsavedVariables());
    warn(
        "REPL definitions that do not compile; they are kept, and tried again at each new binding",
        report.pending().stream().map(LiveImage::described).toList());
  }

  private static String described(Definition definition) {
    return definition.signature() + ": " + String.join("; ", definition.reasons());
  }

  /**
   * Takes the values of an earlier image, after its definitions.
   *
   * @param saved the values of what {@link #save} returned
   */
  public void restore(List<SavedValue> saved) {
    if (saved.isEmpty()) {
      return;
    }
    ValueReport report = engine().restoreValues(saved);
    log.info("REPL values restored: {}", report.restored());
    warn("REPL values that are kept, but not in their variables", report.waiting());
  }

  private static void warn(String what, List<String> which) {
    if (!which.isEmpty()) {
      log.warn("{} ({}):\n  {}", what, which.size(), String.join("\n  ", which));
    }
  }

  /**
   * Returns what goes into the next image. Variables whose value cannot be saved are logged, when
   * they are not the same ones as the last time.
   *
   * @return definitions and values
   */
  public SavedImage save() {
    ReplEngine opened = opened();
    if (opened == null) {
      return SavedImage.EMPTY;
    }
    SavedImage saved = opened.save();
    List<String> without = saved.script().unsavedVariables();
    if (!without.equals(told.getAndSet(without))) {
      warn("REPL variables whose value is not in the image, only their declaration", without);
    }
    return saved;
  }

  /**
   * Returns how many definitions wait: for a binding, a type, or their value.
   *
   * @return how many {@link #list} gives a reason for
   */
  public long countWaiting() {
    ReplEngine opened = opened();
    return opened == null
        ? 0
        : opened.list().stream().filter(definition -> !definition.reasons().isEmpty()).count();
  }

  private synchronized @Nullable ReplEngine opened() {
    return engine;
  }

  /**
   * Returns whether a text can be evaluated or needs more lines.
   *
   * @param source the text so far
   * @return what it amounts to
   * @throws StoppingHostException when the image is closed
   */
  public Input inspect(String source) {
    return engine().inspect(source);
  }

  /** Evaluates on the calling thread; {@link Session#evaluate} is the way in. */
  void evaluate(String source, SessionIo io, Consumer<? super Outcome> outcomes) {
    gate.enter();
    try {
      engine()
          .evaluate(
              source,
              io,
              outcome -> {
                outcomes.accept(outcome);
                gate.check();
              });
    } finally {
      gate.leave();
    }
  }

  /**
   * Returns the definitions made by sessions.
   *
   * @return the definitions, pending ones last
   * @throws StoppingHostException when the image is closed
   */
  public List<Definition> list() {
    return engine().list();
  }

  /** Removes definitions; {@link Session#drop} is the way in. */
  boolean drop(String name) {
    gate.enter();
    try {
      return engine().drop(name);
    } finally {
      gate.leave();
    }
  }

  /**
   * Refuses evaluations from now on, and gives those that run a moment to end: what they define is
   * then in the image that is saved next. Waits for at most a second.
   */
  public void drain() {
    if (!gate.close(DRAIN_LIMIT)) {
      log.warn("An evaluation goes on while the image is saved; what it defines now may be lost");
    }
  }

  /** Takes evaluations again after {@link #drain}. */
  public void resume() {
    gate.open();
  }

  void joined(Session session) {
    sessions.add(session);
  }

  void left(Session session) {
    sessions.remove(session);
  }

  /**
   * Closes all sessions, waits up to a second for their threads, and forgets everything. A snippet
   * that does not heed its interrupt goes on to its end. A second call does nothing.
   */
  @Override
  public void close() {
    List<Session> open = List.copyOf(sessions);
    open.forEach(Session::close);
    Session.awaitEnd(open, LEAVE_LIMIT);
    ReplEngine last = closeForGood();
    if (last != null) {
      last.close();
    }
  }

  private synchronized @Nullable ReplEngine closeForGood() {
    closed = true;
    return engine;
  }
}
