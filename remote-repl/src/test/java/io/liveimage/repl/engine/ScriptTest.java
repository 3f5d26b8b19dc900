package io.liveimage.repl.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.liveimage.repl.engine.Script.Entry;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ScriptTest {
  private static final Script SCRIPT =
      new Script(
          List.of(
              new Entry(DefinitionKind.IMPORT, "java.time.*", "import java.time.*;"),
              new Entry(
                  DefinitionKind.VARIABLE,
                  "Map<String, Integer> ages",
                  "Map<String, Integer> ages;",
                  Script.valueNotKept("Thread, 3 lines")),
              new Entry(
                  DefinitionKind.METHOD, "twice(int)", "int twice(int n) {\n  return 2 * n;\n}")));

  @Test
  void aScriptCanBeRead() {
    assertThat(SCRIPT.text())
        .isEqualTo(
            """
            // LiveImage script 1, 3 definitions

            //@ import java.time.*, 1 line
            import java.time.*;

            //@ variable Map<String, Integer> ages, 1 line, value not kept: Thread, 3 lines
            Map<String, Integer> ages;

            //@ method twice(int), 3 lines
            int twice(int n) {
              return 2 * n;
            }
            """);
  }

  @Test
  void aScriptTellsWhatIsInIt() {
    assertThat(SCRIPT.counts())
        .containsExactly(
            Map.entry(DefinitionKind.IMPORT, 1),
            Map.entry(DefinitionKind.METHOD, 1),
            Map.entry(DefinitionKind.VARIABLE, 1));
    assertThat(SCRIPT.unsavedVariables()).containsExactly("ages (Thread, 3 lines)");
    assertThat(SCRIPT.entries())
        .extracting(Entry::name)
        .containsExactly("java.time.*", "ages", "twice");
  }

  @Test
  void whatIsWrittenIsRead() {
    assertThat(Script.parse(SCRIPT.text()).entries()).isEqualTo(SCRIPT.entries());
    assertThat(Script.parse(new Script(List.of()).text()).entries()).isEmpty();
  }

  @Test
  void anySourceComesBackAsItWas() {
    Entry nasty =
        new Entry(
            DefinitionKind.METHOD,
            "f(String, int)",
            "// 漢字 😀\nString f() {\n  return \"\"\"\n//@ method g(), 3 lines\n\n\n  \\\"\"\" \t\r\n\"\"\";\n}\n\n");

    Script script = new Script(List.of(nasty, nasty, SCRIPT.entries().get(0)));

    assertThat(Script.parse(script.text()).entries()).isEqualTo(script.entries());
    assertThat(Script.parse(script.text()).text()).isEqualTo(script.text());
  }

  @Test
  void aScriptFromAnEditorOfWindowsIsRead() {
    assertThat(Script.parse(SCRIPT.text().replace("\n", "\r\n")).entries()).hasSize(3);
  }

  @Test
  void aDamagedScriptIsNeverReadByHalf() {
    String text = SCRIPT.text();

    damaged("", "line 1: expected \"// LiveImage script 1, N definitions\", found \"\"");
    damaged(
        "int x;", "line 1: expected \"// LiveImage script 1, N definitions\", found \"int x;\"");
    damaged(
        text.substring(0, text.indexOf("//@ method")),
        "line 1: expected 3 definitions, found 2 definitions");
    damaged(
        text.substring(0, text.length() - 3),
        "line 9: expected 3 lines of source, found 2 lines to the end");
    damaged(
        text.replace(", 3 lines", ", 2 lines"),
        "line 12: expected a header such as \"//@ method twice(int), 3 lines\", found \"}\"");
    damaged(
        text.replace(", 3 lines", ", 99999999999 lines"),
        "line 9: expected 2147483647 lines of source, found 4 lines to the end");
    damaged(
        text.replace("//@ method", "//@ macro"),
        "line 9: expected one of [import, class, interface, enum, record, annotation, method,"
            + " variable], found \"macro\"");
    damaged(
        text.replace("//@ import", "//@import"),
        "line 3: expected a header such as \"//@ method twice(int), 3 lines\", found"
            + " \"//@import java.time.*, 1 line\"");
  }

  private static void damaged(String text, String message) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Script.parse(text))
        .withMessage(
            "The REPL script is damaged at "
                + message
                + "; restore the file, or correct the line counts if it was edited");
  }
}
