package io.liveimage.repl.engine;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class RejectionTest {
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
  void anUnknownNameIsToldWithoutTheClassesAroundTheSnippet() {
    Diagnostic fault = prompt.rejected("1 + nowhere");

    assertThat(fault.message())
        .containsExactly("cannot find symbol", "  symbol:   variable nowhere");
    assertThat(fault.sourceLine()).isEqualTo("1 + nowhere");
    assertThat(fault.caretLine()).isEqualTo("    ^-----^");
  }

  @Test
  void aLocationThatTellsSomethingIsKept() {
    prompt.evaluate("class Jar { }\nJar jar = new Jar();");

    assertThat(prompt.rejected("jar.open()").message())
        .containsExactly(
            "cannot find symbol",
            "  symbol:   method open()",
            "  location: variable jar of type Jar");
  }

  @Test
  void theCaretPointsIntoTheRightLine() {
    Diagnostic fault =
        prompt.rejected("int pour(int ml) {\n  int left = 3;\n  return ml - \"x\";\n}");

    assertThat(fault.lineNumber()).isEqualTo(3);
    assertThat(fault.sourceLine()).isEqualTo("  return ml - \"x\";");
    assertThat(fault.caretLine()).isEqualTo("         ^------^");
  }

  @Test
  void theCaretLinesUpUnderTabs() {
    Diagnostic fault = prompt.rejected("int\t\tn = \"abc\";");

    assertThat(fault.sourceLine()).isEqualTo("int\t\tn = \"abc\";");
    assertThat(fault.caretLine()).isEqualTo("   \t\t    ^---^");
  }

  @Test
  void aFaultOfOneCharHasOneCaret() {
    Diagnostic fault = prompt.rejected("int n = ;");

    assertThat(fault.message()).containsExactly("illegal start of expression");
    assertThat(fault.caretLine()).isEqualTo("        ^");
  }

  @Test
  void aFaultOverSeveralLinesIsMarkedInItsFirst() {
    Diagnostic fault = prompt.rejected("int n = \"a\" +\n  \"b\";");

    assertThat(fault.lineNumber()).isEqualTo(1);
    assertThat(fault.caretLine()).isEqualTo("        ^---^");
  }
}
