package io.liveimage.repl.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.liveimage.repl.engine.Outcome.Change;
import io.liveimage.repl.engine.Outcome.Defined;
import io.liveimage.repl.engine.Outcome.Done;
import io.liveimage.repl.engine.Outcome.Rejected;
import io.liveimage.repl.engine.Outcome.Threw;
import io.liveimage.repl.engine.Outcome.Unresolved;
import io.liveimage.repl.engine.Outcome.Value;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class EvaluationTest {
  private static Prompt prompt;

  @BeforeAll
  static void open() {
    prompt = Prompt.open();
  }

  @AfterAll
  static void close() {
    prompt.close();
  }

  @Test
  void anExpressionHasAValueAndNoName() {
    assertThat(prompt.one("1 + 2")).isEqualTo(new Value("", "int", 3, "3"));
  }

  @Test
  void theValueIsTheObjectItself() {
    assertThat(prompt.value("Thread.currentThread()")).isSameAs(Thread.currentThread());
  }

  @Test
  void aVariableHasANameATypeAndAValue() {
    assertThat(prompt.one("long ticks = 4")).isEqualTo(new Value("ticks", "long", 4L, "4"));
    assertThat(prompt.one("ticks = 5")).isEqualTo(new Value("ticks", "long", 5L, "5"));
    assertThat(prompt.one("ticks")).isEqualTo(new Value("ticks", "long", 5L, "5"));
  }

  @Test
  void aVariableWithoutInitialiserHasItsDefaultValue() {
    assertThat(prompt.one("boolean flag;")).isEqualTo(new Value("flag", "boolean", false, "false"));
  }

  @Test
  void severalVariablesInOneDeclarationAreSeveralOutcomes() {
    assertThat(prompt.evaluate("int left = 1, right = 2;"))
        .containsExactly(new Value("left", "int", 1, "1"), new Value("right", "int", 2, "2"));
  }

  @Test
  void nullIsAValue() {
    assertThat(prompt.one("String nobody = null"))
        .isEqualTo(new Value("nobody", "String", null, "null"));
  }

  @Test
  void statementsAndVoidCallsAreDone() {
    assertThat(prompt.one("if (true) { }")).isEqualTo(new Done());
    assertThat(prompt.one("new ArrayList<String>().clear()")).isEqualTo(new Done());
  }

  @Test
  void nothingComesOfBlanksAndComments() {
    assertThat(prompt.evaluate(" \n // only this\n/* and this */")).isEmpty();
  }

  @Test
  void snippetsOfOneTextAreEvaluatedInOrder() {
    List<Outcome> outcomes =
        prompt.evaluate(
            "int one = 1; int two = one + 1;\n\nint three() {\n return 3;\n}\nthree() + two");

    assertThat(outcomes)
        .extracting(Outcome::getClass)
        .containsExactly(
            List.of(Value.class, Value.class, Defined.class, Value.class).toArray(Class[]::new));
    assertThat(outcomes.get(3)).isEqualTo(new Value("", "int", 5, "5"));
  }

  @Test
  void aTextGoesOnAfterASnippetThatDoesNotCompileOrThrows() {
    List<Outcome> outcomes = prompt.evaluate("int bad = nowhere; int worse = 1 / 0; int good = 3;");

    assertThat(outcomes.get(0)).isInstanceOf(Rejected.class);
    assertThat(outcomes.get(1)).isInstanceOf(Threw.class);
    assertThat(outcomes.get(2)).isEqualTo(new Value("good", "int", 3, "3"));
  }

  @Test
  void aTextEndsAtASyntaxError() {
    assertThat(prompt.evaluate("int before = 1; int broken = ) 2; int after = 3;"))
        .extracting(Outcome::getClass)
        .containsExactly(List.of(Value.class, Rejected.class).toArray(Class[]::new));
  }

  @Test
  void anIncompleteSnippetIsRejected() {
    assertThat(prompt.rejected("int half(int n) {").message())
        .containsExactly("reached end of file while parsing");
  }

  @Test
  void whatTheListenerThrowsEndsTheEvaluation() {
    List<Outcome> told = new ArrayList<>();

    assertThatIllegalStateException()
        .isThrownBy(
            () ->
                prompt.engine.evaluate(
                    "1; 2; 3",
                    prompt.io,
                    outcome -> {
                      told.add(outcome);
                      throw new IllegalStateException("connection lost");
                    }))
        .withMessage("connection lost");
    assertThat(told).hasSize(1);
  }

  @Test
  void aMethodIsCreatedModifiedAndReplaced() {
    assertThat(prompt.one("int twice(int n) { return 2 * n; }"))
        .isEqualTo(
            new Defined(
                DefinitionKind.METHOD,
                "twice(int)",
                Change.CREATED,
                List.of(),
                "created method twice(int)"));
    assertThat(prompt.defined("int twice(int n) { return n + n; }"))
        .isEqualTo("modified method twice(int)");
    assertThat(prompt.defined("long twice(int n) { return n + n; }"))
        .isEqualTo("replaced method twice(int)");
    assertThat(prompt.value("twice(4)")).isEqualTo(8L);
  }

  @Test
  void whoCallsAMethodSeesTheNewOne() {
    prompt.evaluate("int price() { return 1; }\nint total() { return 10 * price(); }");

    prompt.evaluate("int price() { return 2; }");

    assertThat(prompt.value("total()")).isEqualTo(20);
  }

  @Test
  void typesOfAllKindsAreNamedAsWhatTheyAre() {
    assertThat(prompt.defined("class Kettle { }")).isEqualTo("created class Kettle");
    assertThat(prompt.defined("interface Pot { }")).isEqualTo("created interface Pot");
    assertThat(prompt.defined("enum Tea { GREEN }")).isEqualTo("created enum Tea");
    assertThat(prompt.defined("record Cup(int ml) { }")).isEqualTo("created record Cup");
    assertThat(prompt.defined("@interface Hot { }")).isEqualTo("created annotation Hot");
    assertThat(prompt.defined("class Kettle { int ml; }")).isEqualTo("replaced class Kettle");
  }

  @Test
  void anImportIsADefinition() {
    assertThat(prompt.defined("import java.util.concurrent.atomic.*;"))
        .isEqualTo("created import java.util.concurrent.atomic.*");
    assertThat(prompt.value("new AtomicInteger(3).get()")).isEqualTo(3);
  }

  @Test
  void aMethodWaitsForWhatItRefersTo() {
    assertThat(prompt.one("int later() { return soon + next(3); }"))
        .isEqualTo(
            new Defined(
                DefinitionKind.METHOD,
                "later()",
                Change.CREATED,
                List.of("variable soon", "method next(int)"),
                "created method later(), however, it cannot be invoked until variable soon and"
                    + " method next(int) are declared"));
    assertThat(prompt.one("later()"))
        .isEqualTo(
            new Unresolved(
                "later()",
                List.of("variable soon", "method next(int)"),
                "attempted to call method later() which cannot be invoked until variable soon and"
                    + " method next(int) are declared"));

    prompt.evaluate("int soon = 1; int next(int n) { return n; }");

    assertThat(prompt.value("later()")).isEqualTo(4);
  }

  @Test
  void aClassWaitsForWhatItsBodyRefersTo() {
    assertThat(prompt.defined("class Brewer { void brew() { new Sink().rinse(); } }"))
        .isEqualTo(
            "created class Brewer, however, it cannot be instantiated or its methods invoked until"
                + " class Sink is declared");
  }

  @Test
  void aVariableWaitsForItsType() {
    assertThat(prompt.defined("Saucer saucer;"))
        .isEqualTo(
            "created variable saucer, however, it cannot be referenced until class Saucer is"
                + " declared");

    prompt.evaluate("class Saucer { }");

    assertThat(prompt.value("saucer")).isNull();
  }

  @Test
  void whoRefersToSomethingDroppedWaitsForIt() {
    prompt.evaluate("int spoons = 2; int cutlery() { return spoons; }");

    assertThat(prompt.engine.drop("spoons")).isTrue();
    assertThat(prompt.definition("cutlery").reasons())
        .containsExactly("cannot be invoked until variable spoons is declared");
  }

  @Test
  void whoNoLongerCompilesIsReportedWithTheDefinitionThatBrokeIt() {
    prompt.evaluate("int plates() { return 1; }\nint dishes() { return plates() + 1; }");

    List<Outcome> outcomes = prompt.evaluate("String plates() { return \"none\"; }");

    assertThat(outcomes).hasSize(2);
    assertThat(outcomes.get(1)).isInstanceOf(Defined.class);
    assertThat(((Defined) outcomes.get(1)).message())
        .startsWith(
            "modified method dishes(), however, it cannot be invoked until this error is"
                + " corrected: incompatible types");
  }

  @Test
  void aVariableKeepsItsValueWhenWhatItsTypeNamesIsRedefinedAndItStillFits() {
    prompt.evaluate(
        "int ladle() { return 41; }\nvar soup = new ArrayList<Object>(List.of(ladle()));");
    Object before = prompt.value("soup");

    prompt.evaluate("long ladle() { return 42; }");

    assertThat(prompt.value("soup")).isSameAs(before);
  }

  @Test
  void aVariableOutlivesWhatItsInitialiserCalled() {
    prompt.evaluate("int whisk() { return 41; }\nvar foam = whisk();\nvar more = foam + 1;");

    prompt.evaluate("String whisk() { return \"none\"; }");
    assertThat(prompt.value("foam + more")).isEqualTo(83);
    prompt.engine.drop("whisk");

    assertThat(prompt.value("foam + more")).isEqualTo(83);
    assertThat(prompt.definition("foam").state()).isEqualTo(Definition.State.VALID);
  }

  @Test
  void aVariableOfARedefinedClassIsReportedAsReset() {
    prompt.evaluate("class Fork { int teeth = 3; }\nFork fork = new Fork();");

    List<Outcome> outcomes = prompt.evaluate("class Fork { int teeth = 4; }");

    assertThat(outcomes)
        .contains(
            new Defined(
                DefinitionKind.VARIABLE,
                "Fork fork",
                Change.RESET,
                List.of(),
                "replaced variable fork, reset to its default value"));
    assertThat(prompt.value("fork")).isNull();
  }

  @Test
  void valuesOfExpressionsDoNotPileUp() {
    prompt.evaluate("\"gone\"; \"gone too\"; 1 / 0");

    assertThat(prompt.engine.list()).noneMatch(definition -> definition.name().startsWith("$"));
    assertThat(prompt.one("$1")).isInstanceOf(Rejected.class);
  }

  @Test
  void aSnippetCanEvaluate() {
    Prompt.SHARED.put("prompt", prompt);

    Object inner =
        prompt.value(
            "((io.liveimage.repl.engine.Prompt) io.liveimage.repl.engine.Prompt.SHARED"
                + ".get(\"prompt\")).nested(\"6 * 7\")");

    assertThat(inner).isEqualTo(42);
  }

  @Test
  void listTellsTheDefinitionsInTheOrderInWhichTheyWereFirstMade() {
    prompt.evaluate("int zebra() { return 1; }\nint apple = 1;");
    prompt.evaluate("int zebra() { return 2; }");

    List<String> signatures = prompt.engine.list().stream().map(Definition::signature).toList();

    assertThat(signatures).containsSubsequence("zebra()", "int apple");
    assertThat(prompt.definition("zebra"))
        .isEqualTo(
            new Definition(
                DefinitionKind.METHOD,
                "zebra",
                "zebra()",
                "int zebra() { return 2; }",
                Definition.State.VALID,
                List.of()));
  }

  @Test
  void dropTakesANameOrTheSignatureOfOneMethod() {
    prompt.evaluate("int stir(int n) { return n; }\nint stir(int n, String s) { return n; }");

    assertThat(prompt.engine.drop("stir(int, String)")).isTrue();
    assertThat(prompt.value("stir(1)")).isEqualTo(1);
    assertThat(prompt.engine.drop("stir")).isTrue();
    assertThat(prompt.engine.drop("stir")).isFalse();
    assertThat(prompt.one("stir(1)")).isInstanceOf(Rejected.class);
  }
}
