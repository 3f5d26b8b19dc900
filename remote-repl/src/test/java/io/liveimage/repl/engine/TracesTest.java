package io.liveimage.repl.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.liveimage.repl.engine.Outcome.Threw;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class TracesTest {
  private static Prompt prompt;

  @BeforeAll
  static void open() {
    prompt = Prompt.open();
  }

  @AfterAll
  static void close() {
    prompt.close();
  }

  /** Snippet numbers depend on what was evaluated before. */
  private static String trace(String source) {
    return prompt.threw(source).trace().replaceAll("#\\d+", "#N");
  }

  @Test
  void theExceptionIsTheObjectItself() {
    prompt.evaluate("var mine = new IllegalStateException(\"mine\");");

    Threw threw = prompt.threw("throw mine;");

    assertThat(threw.exception()).isSameAs(prompt.value("mine"));
  }

  @Test
  void framesAreThoseOfTheSnippets() {
    prompt.evaluate(
        "int deep(int n) {\n  if (n == 0) throw new ArithmeticException(\"deep\");\n  return deep(n - 1);\n}");

    assertThat(trace("deep(1)"))
        .isEqualTo(
            """
            java.lang.ArithmeticException: deep
                at deep (#N:2)
                at deep (#N:3)
                at (#N:1)\
            """);
  }

  @Test
  void framesOfOthersAreKeptAboveTheSnippet() {
    assertThat(trace("List.of(1).get(3)").lines())
        .first()
        .isEqualTo("java.lang.IndexOutOfBoundsException: Index: 3 Size: 1");
    assertThat(trace("List.of(1).get(3)"))
        .contains("at java.base/java.util.ImmutableCollections$")
        .endsWith("    at (#N:1)");
  }

  @Test
  void lambdasAndClassesHaveReadableNames() {
    prompt.evaluate("class Lid { void lift() { throw new RuntimeException(\"hot\"); } }");
    prompt.evaluate("void call(Runnable r) { Runnable inner = () -> r.run(); inner.run(); }");

    assertThat(trace("call(() -> new Lid().lift())"))
        .isEqualTo(
            """
            java.lang.RuntimeException: hot
                at Lid.lift (#N:1)
                at lambda (#N:1)
                at lambda in call (#N:1)
                at call (#N:1)
                at (#N:1)\
            """);
  }

  @Test
  void causesAndSuppressedFollow() {
    prompt.evaluate(
        "void fail() throws Exception {\n"
            + "  Exception e = new Exception(\"outer\", new RuntimeException(\"inner\"));\n"
            + "  e.addSuppressed(new IllegalStateException(\"aside\"));\n"
            + "  throw e;\n"
            + "}");

    assertThat(trace("fail()"))
        .isEqualTo(
            """
            java.lang.Exception: outer
                at fail (#N:2)
                at (#N:1)
            Suppressed: java.lang.IllegalStateException: aside
                at fail (#N:3)
                ... 1 more
            Caused by: java.lang.RuntimeException: inner
                ... 2 more\
            """);
  }

  @Test
  void causesInACircleEnd() {
    prompt.evaluate(
        "void circle() throws Exception {\n"
            + "  Exception a = new Exception(\"a\"); Exception b = new Exception(\"b\", a);\n"
            + "  a.initCause(b); throw a;\n}");

    assertThat(trace("circle()"))
        .contains("java.lang.Exception: a", "Caused by: java.lang.Exception: b")
        .endsWith("Caused by: java.lang.Exception: a");
  }

  @Test
  void endlessRecursionIsCut() {
    prompt.evaluate("int forever(int n) { return forever(n + 1) + 1; }");

    assertThat(trace("forever(0)"))
        .startsWith("java.lang.StackOverflowError\n    at forever (#N:1)")
        .endsWith(" more");
  }

  @Test
  void anExceptionThatCannotTellItsMessageIsNamed() {
    prompt.evaluate(
        "class Shy extends RuntimeException {\n"
            + "  public String getMessage() { throw new IllegalStateException(); }\n}");

    assertThat(trace("throw new Shy();")).contains("Shy").endsWith("at (#N:1)");
  }

  @Test
  void whatAnInitialiserThrowsLeavesTheVariableWithItsDefault() {
    assertThat(trace("int n = Integer.parseInt(\"x\");")).contains("NumberFormatException");
    assertThat(prompt.value("n")).isEqualTo(0);
  }
}
