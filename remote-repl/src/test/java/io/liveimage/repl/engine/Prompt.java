package io.liveimage.repl.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.liveimage.repl.values.SmileValues;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/** One session at an engine. */
public final class Prompt implements AutoCloseable {
  /** Where snippets reach the latches and values of a test. */
  public static final Map<String, Object> SHARED = new ConcurrentHashMap<>();

  final ReplEngine engine;
  final ByteArrayOutputStream out = new ByteArrayOutputStream();
  final ByteArrayOutputStream err = new ByteArrayOutputStream();
  final SessionIo io;

  Prompt(ReplEngine engine) {
    this(engine, "");
  }

  Prompt(ReplEngine engine, String input) {
    this.engine = engine;
    this.io =
        new SessionIo(
            new PrintStream(out, true),
            new PrintStream(err, true),
            new ByteArrayInputStream(input.getBytes()));
  }

  static Prompt open() {
    return new Prompt(ReplEngine.open(Prompt.class.getClassLoader(), new SmileValues()));
  }

  /** Called by snippets: says that it runs and waits until it may go on. */
  public static void meet(String name) throws InterruptedException {
    ((Semaphore) SHARED.get(name + " runs")).release();
    ((Semaphore) SHARED.get(name + " goes on")).acquire();
  }

  /** Called by snippets that evaluate. */
  public @Nullable Object nested(String source) {
    return value(source);
  }

  List<Outcome> evaluate(String source) {
    List<Outcome> outcomes = new ArrayList<>();
    engine.evaluate(source, io, outcomes::add);
    return outcomes;
  }

  Outcome one(String source) {
    List<Outcome> outcomes = evaluate(source);
    assertThat(outcomes).hasSize(1);
    return outcomes.get(0);
  }

  @Nullable Object value(String source) {
    return expect(Outcome.Value.class, source).value();
  }

  String display(String source) {
    return expect(Outcome.Value.class, source).display();
  }

  String defined(String source) {
    return expect(Outcome.Defined.class, source).message();
  }

  Outcome.Threw threw(String source) {
    return expect(Outcome.Threw.class, source);
  }

  Diagnostic rejected(String source) {
    return expect(Outcome.Rejected.class, source).diagnostics().get(0);
  }

  private <T extends Outcome> T expect(Class<T> kind, String source) {
    Outcome outcome = one(source);
    assertThat(outcome).as(source).isInstanceOf(kind);
    return kind.cast(outcome);
  }

  Definition definition(String name) {
    return engine.list().stream()
        .filter(definition -> definition.name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  @Override
  public void close() {
    io.close();
    engine.close();
  }
}
