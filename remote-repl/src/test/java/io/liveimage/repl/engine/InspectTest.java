package io.liveimage.repl.engine;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class InspectTest {
  private static Prompt prompt;

  @BeforeAll
  static void open() {
    prompt = Prompt.open();
  }

  @AfterAll
  static void close() {
    prompt.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1 + 2",
        "int x = 5",
        "1; 2;",
        "class A { }",
        ")",
        "if (a) b();",
        "int f() { return 1; } // done"
      })
  void completeTextsAreComplete(String text) {
    assertThat(prompt.engine.inspect(text)).isEqualTo(Input.COMPLETE);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1 +",
        "int f() {",
        "int x = 1; int g(",
        "/* open",
        "\"\"\"\n text",
        "for (;;)",
        "List.of(1,"
      })
  void textsThatNeedMoreAreIncomplete(String text) {
    assertThat(prompt.engine.inspect(text)).isEqualTo(Input.INCOMPLETE);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "  \n ", "// comment", "/* comment */ ", "\n\n// a\n/* b */"})
  void textsWithoutCodeAreEmpty(String text) {
    assertThat(prompt.engine.inspect(text)).isEqualTo(Input.EMPTY);
  }
}
