package io.liveimage.repl;

import io.liveimage.repl.engine.Definition;
import io.liveimage.repl.engine.Input;
import io.liveimage.repl.engine.Outcome;
import io.liveimage.repl.engine.ReplEngine;
import io.liveimage.repl.engine.ReplayReport;
import io.liveimage.repl.engine.Script;
import io.liveimage.repl.engine.SessionIo;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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

  private final ClassLoader host;
  private final Map<String, Object> bindings = new LinkedHashMap<>();
  private final EvaluationGate gate = new EvaluationGate();
  private @Nullable ReplEngine engine;

  LiveImage(ClassLoader host) {
    this.host = host;
  }

  synchronized void bind(String name, Object value) {
    bindings.put(name, value);
    if (engine != null) {
      bind(engine, name, value);
    }
  }

  private static void bind(ReplEngine opened, String name, Object value) {
    try {
      opened.bind(name, value);
    } catch (IllegalArgumentException e) {
      log.warn("{} is not bound in the REPL: {}", name, e.getMessage());
    }
  }

  private synchronized ReplEngine engine() {
    if (engine == null) {
      ReplEngine opened = ReplEngine.open(host);
      bindings.forEach((name, value) -> bind(opened, name, value));
      engine = opened;
    }
    return engine;
  }

  /** Opens the engine, so that the first evaluation need not wait for it. */
  public void warmUp() {
    engine();
  }

  void restore(String text) {
    Script script = Script.parse(text);
    if (script.entries().isEmpty()) {
      return;
    }
    ReplayReport report = engine().replay(script);
    report.pending().forEach(LiveImage::tellPending);
    log.info(
        "REPL definitions restored: {}, pending: {}", report.restored(), report.pending().size());
  }

  private static void tellPending(Definition definition) {
    log.info(
        "REPL definition {} {} is kept and waits: {}",
        definition.kind().word(),
        definition.signature(),
        String.join("; ", definition.reasons()));
  }

  String save() {
    ReplEngine opened = opened();
    if (opened == null) {
      return Script.EMPTY.text();
    }
    Script script = opened.save();
    if (!script.unsavedVariables().isEmpty()) {
      log.warn(
          "REPL variables whose value is not in the image, only their declaration: {}",
          String.join(", ", script.unsavedVariables()));
    }
    return script.text();
  }

  private synchronized @Nullable ReplEngine opened() {
    return engine;
  }

  /**
   * Returns whether a text can be evaluated or needs more lines.
   *
   * @param source the text so far
   * @return what it amounts to
   */
  public Input inspect(String source) {
    return engine().inspect(source);
  }

  /**
   * Evaluates a text on the calling thread.
   *
   * @param source whole snippets
   * @param io the session's streams
   * @param outcomes takes what became of each snippet
   * @throws StoppingHostException when the host is being stopped: what was not evaluated yet is not
   */
  public void evaluate(String source, SessionIo io, Consumer<? super Outcome> outcomes) {
    gate.enter();
    try {
      engine()
          .evaluate(
              source,
              io,
              outcome -> {
                gate.check(outcome);
                outcomes.accept(outcome);
              });
    } finally {
      gate.leave();
    }
  }

  /**
   * Returns the definitions made by sessions.
   *
   * @return the definitions, pending ones last
   */
  public List<Definition> list() {
    return engine().list();
  }

  /**
   * Removes definitions.
   *
   * @param name a name, or the signature of one method
   * @return whether there was one
   * @throws StoppingHostException when the host is being stopped
   */
  public boolean drop(String name) {
    gate.enter();
    try {
      return engine().drop(name);
    } finally {
      gate.leave();
    }
  }

  /** Refuses evaluations, and gives those that run a moment to end, before the image is saved. */
  void drain() {
    if (!gate.close(DRAIN_LIMIT)) {
      log.warn("An evaluation goes on while the image is saved; what it defines now may be lost");
    }
  }

  void resume() {
    gate.open();
  }

  @Override
  public synchronized void close() {
    if (engine != null) {
      engine.close();
    }
  }
}
