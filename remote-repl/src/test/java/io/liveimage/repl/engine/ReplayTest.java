package io.liveimage.repl.engine;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.liveimage.repl.engine.Definition.State;
import io.liveimage.repl.engine.Script.Entry;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ReplayTest {
  private Prompt first;
  private Prompt second;

  @BeforeEach
  void open() {
    first = Prompt.open();
    second = Prompt.open();
  }

  @AfterEach
  void close() {
    first.close();
    second.close();
  }

  private ReplayReport saveAndReplay() {
    return second.engine.replay(Script.parse(first.engine.save().script().text()));
  }

  private static Script script(DefinitionKind kind, String signature, String source) {
    return new Script(List.of(new Entry(kind, signature, source)));
  }

  @Test
  void definitionsComeBack() {
    first.evaluate(
        "import java.util.concurrent.atomic.AtomicLong;\n"
            + "record Cup(int ml) { }\n"
            + "int total(Cup... cups) { return Stream.of(cups).mapToInt(Cup::ml).sum(); }\n"
            + "AtomicLong counter;\n"
            + "String motto() { return \"\"\"\n  one\n  //@ two\n  \"\"\"; }");

    ReplayReport report = saveAndReplay();

    assertThat(report).isEqualTo(new ReplayReport(5, List.of()));
    assertThat(second.value("total(new Cup(1), new Cup(2))")).isEqualTo(3);
    assertThat(second.value("motto()")).isEqualTo("one\n//@ two\n");
    assertThat(second.engine.save().script().text()).isEqualTo(first.engine.save().script().text());
  }

  @Test
  void onlyTheLastVersionIsSavedAtThePlaceOfTheFirst() {
    first.evaluate("int a() { return 1; }\nint b() { return 2; }\nint a() { return 3; }");

    assertThat(first.engine.save().script().entries())
        .extracting(Entry::source)
        .containsExactly("int a() { return 3; }", "int b() { return 2; }");
  }

  @Test
  void variablesComeBackWithTheValueTheyHad() {
    first.evaluate(
        "int n = 1; n = 41; n++;\n"
            + "var d = 0.0 / 0; char c = '\\''; String s = \"say \\\"hi\\\"\"; String none = null;\n"
            + "Object boxed = 7L; final int fixed = 3;");

    saveAndReplay();

    assertThat(second.value("n")).isEqualTo(42);
    assertThat(second.value("d")).isEqualTo(Double.NaN);
    assertThat(second.value("c")).isEqualTo('\'');
    assertThat(second.value("s")).isEqualTo("say \"hi\"");
    assertThat(second.value("none")).isNull();
    assertThat(second.value("boxed")).isEqualTo(7L);
    assertThat(second.value("fixed")).isEqualTo(3);
  }

  @Test
  void initialisersNeverRunAgain() {
    AtomicInteger counter = new AtomicInteger();
    first.engine.bind("counter", counter);
    second.engine.bind("counter", counter);
    first.evaluate("int ticket = counter.incrementAndGet(); var list = List.of(counter.get());");

    saveAndReplay();

    assertThat(counter).hasValue(1);
    assertThat(second.value("ticket")).isEqualTo(1);
    assertThat(second.value("list")).isNull();
  }

  @Test
  void variablesWhoseValueIsNotKeptAreNamed() {
    first.evaluate("Runnable late = () -> { }; int kept = 1; var odd = new Object() { };");

    Script script = first.engine.save().script();

    assertThat(script.unsavedVariables())
        .containsExactly("late (a lambda is no data)", "odd (its variable is declared as Object)");
    assertThat(script.text())
        .contains("//@ variable Runnable late, 1 line, value not kept: a lambda is no data");
    assertThat(saveAndReplay().pending()).isEmpty();
    assertThat(second.value("late")).isNull();
  }

  @Test
  void importsComeFirstThenTypesMethodsAndVariables() {
    first.evaluate(
        "int n = 1;\nint f() { return g(); }\nrecord Cup() { }\nimport java.time.Year;\n"
            + "enum Size { S }\nint g() { return n; }");

    assertThat(first.engine.save().script().entries())
        .extracting(Entry::signature)
        .containsExactly("java.time.Year", "Cup", "Size", "f()", "g()", "int n");
  }

  @Test
  void definitionThatDoesNotCompileKeepsItsPlace() {
    first.evaluate(
        "int a() { return 1; }\nint b() { return 2; }\nint c() { return 3; }\nint x = 1;");
    String text = first.engine.save().script().text();
    String broken = text.replace("return 2;", "return \"2\";");

    ReplayReport report = second.engine.replay(Script.parse(broken));
    second.evaluate("int d() { return 4; }");
    second.engine.drop("d");

    assertThat(report.restored()).isEqualTo(3);
    assertThat(report.pending()).extracting(Definition::name).containsExactly("b");
    assertThat(second.engine.save().script().text()).isEqualTo(broken);
  }

  @Test
  void scriptOfTheFirstReleaseComesBack() throws Exception {
    ReplayReport report = second.engine.replay(Script.parse(resource("repl-1.jsh")));

    assertThat(report).isEqualTo(new ReplayReport(9, List.of()));
    assertThat(second.engine.save().script().entries()).hasSize(9);
    assertThat(second.value("motto + extra + Size.SMALL")).isEqualTo("tea, \"first\"3SMALL");
    assertThat(second.value("cups")).isNull();
  }

  private static String resource(String name) throws IOException {
    try (InputStream in = ReplayTest.class.getResourceAsStream("/" + name)) {
      return new String(in.readAllBytes(), UTF_8);
    }
  }

  @Test
  void aReplayRunsNoCode() {
    AtomicInteger counter = new AtomicInteger();
    second.engine.bind("counter", counter);

    ReplayReport report =
        second.engine.replay(
            new Script(
                List.of(
                    new Entry(DefinitionKind.METHOD, "f()", "counter.incrementAndGet();"),
                    new Entry(DefinitionKind.METHOD, "g()", "var x = counter.incrementAndGet();"),
                    new Entry(
                        DefinitionKind.METHOD, "h()", "void h() { } counter.incrementAndGet();"))));

    assertThat(counter).hasValue(0);
    assertThat(report.restored()).isZero();
    assertThat(report.pending())
        .extracting(pending -> pending.reasons().get(0))
        .containsExactly(
            "this is no method", "this is no method", "this is not one whole definition");
    assertThat(second.engine.list()).allMatch(definition -> definition.state() == State.PENDING);
  }

  @Test
  void forwardReferencesAreNoFailure() {
    first.evaluate("int early() { return late() + n; }\nint late() { return 1; }\nint n = 2;");

    assertThat(saveAndReplay()).isEqualTo(new ReplayReport(3, List.of()));
    assertThat(second.value("early()")).isEqualTo(3);
  }

  @Test
  void aDefinitionWaitsForItsBinding() {
    Script script = script(DefinitionKind.VARIABLE, "int size", "int size = notes.length();");

    ReplayReport report = second.engine.replay(script);

    assertThat(report.restored()).isZero();
    assertThat(report.pending())
        .containsExactly(
            new Definition(
                DefinitionKind.VARIABLE,
                "size",
                "int size",
                "int size = notes.length();",
                State.PENDING,
                List.of("cannot find symbol", "  symbol:   variable notes")));
    assertThat(second.engine.list()).isEqualTo(report.pending());
    assertThat(second.engine.save().script().text()).isEqualTo(script.text());

    second.engine.bind("notes", "1234");

    assertThat(second.definition("size").state()).isEqualTo(State.VALID);
    assertThat(second.value("size")).isEqualTo(4);
  }

  @Test
  void aMethodWaitsForItsBindingToo() {
    first.engine.bind("notes", "12");
    first.evaluate("int size() { return notes.length(); }");

    assertThat(saveAndReplay().pending()).isEmpty();
    assertThat(second.definition("size").state()).isEqualTo(State.UNRESOLVED);
    second.engine.bind("notes", "123");

    assertThat(second.value("size()")).isEqualTo(3);
  }

  @Test
  void pendingDefinitionsHelpEachOther() {
    second.engine.replay(
        new Script(
            List.of(
                new Entry(DefinitionKind.VARIABLE, "int b", "int b = a + 1;"),
                new Entry(DefinitionKind.VARIABLE, "int a", "int a = base.length();"))));

    second.engine.bind("base", "xyz");

    assertThat(second.value("b")).isEqualTo(4);
  }

  @Test
  void aNewDefinitionTakesThePlaceOfAPendingOne() {
    second.engine.replay(
        new Script(
            List.of(
                new Entry(DefinitionKind.METHOD, "f(int)", "int f(int n) { return \"x\"; }"),
                new Entry(DefinitionKind.CLASS, "Gone", "class Gone extends int { }"))));
    assertThat(second.engine.list()).hasSize(2).allMatch(d -> d.state() == State.PENDING);

    second.evaluate("int f(int n) { return n; }\nrecord Gone() { }");

    assertThat(second.engine.list()).hasSize(2).allMatch(d -> d.state() == State.VALID);
  }

  @Test
  void aPendingDefinitionCanBeDropped() {
    second.engine.replay(script(DefinitionKind.VARIABLE, "int n", "int n = \"x\";"));

    assertThat(second.engine.drop("n")).isTrue();
    assertThat(second.engine.list()).isEmpty();
  }
}
