package io.liveimage.repl.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import io.liveimage.repl.engine.DefinitionKind;
import io.liveimage.repl.engine.Diagnostic;
import io.liveimage.repl.engine.Outcome;
import java.util.List;
import org.junit.jupiter.api.Test;

class OutcomeTextTest {
  @Test
  void valueHasNoNameUnlessItIsOfAVariable() {
    assertThat(OutcomeText.lines(new Outcome.Value("", "int", 2, "2"))).containsExactly("==> 2");
    assertThat(OutcomeText.lines(new Outcome.Value("x", "int", 5, "5"))).containsExactly("x ==> 5");
  }

  @Test
  void linesOfAValueStay() {
    assertThat(OutcomeText.lines(new Outcome.Value("", "Object", "", "a\n\tb")))
        .containsExactly("==> a\n\tb");
  }

  @Test
  void controlCharactersAreEscaped() {
    assertThat(OutcomeText.lines(new Outcome.Value("", "Object", "", "\u001b[2J\r\0\u007f\u009b")))
        .containsExactly("==> \\u001b[2J\\u000d\\u0000\\u007f\\u009b");
    assertThat(OutcomeText.lines(new Outcome.Threw(new Exception(), "E: \u001b]0;x\u0007")))
        .containsExactly("|  Exception E: \\u001b]0;x\\u0007");
  }

  @Test
  void doneSaysNothing() {
    assertThat(OutcomeText.lines(new Outcome.Done())).isEmpty();
  }

  @Test
  void definitionIsTold() {
    Outcome defined =
        new Outcome.Defined(
            DefinitionKind.METHOD,
            "f()",
            Outcome.Change.CREATED,
            List.of(),
            "created method f(), however, it cannot be invoked until variable x is declared");

    assertThat(OutcomeText.lines(defined))
        .containsExactly(
            "|  created method f(), however, it cannot be invoked until variable x is declared");
  }

  @Test
  void useOfAnUnresolvedDefinitionIsTold() {
    assertThat(OutcomeText.lines(new Outcome.Unresolved("f()", List.of("x"), "attempted to call")))
        .containsExactly("|  attempted to call");
  }

  @Test
  void eachLineOfATraceIsFeedback() {
    assertThat(OutcomeText.lines(new Outcome.Threw(new Exception(), "E: no\n    at f (#1:1)")))
        .containsExactly("|  Exception E: no", "|      at f (#1:1)");
  }

  @Test
  void errorPointsAtItsPlace() {
    Diagnostic error = new Diagnostic(List.of("cannot find symbol"), 1, "\tint a = foo", 9, 12);

    assertThat(OutcomeText.lines(new Outcome.Rejected(List.of(error))))
        .containsExactly(
            "|  Error:", "|  cannot find symbol", "|  \tint a = foo", "|  \t        ^-^");
  }
}
