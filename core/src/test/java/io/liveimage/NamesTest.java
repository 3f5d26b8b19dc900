package io.liveimage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NamesTest {
  @ParameterizedTest
  @ValueSource(strings = {"a", "httpServer", "HTTP_2", "Lifecycle", "var", "record"})
  void identifiersAreNames(String name) {
    assertThat(Names.check(name)).isEqualTo(name);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "http server",
        "http-server",
        "2nd",
        "_",
        "_db",
        "a.b",
        "../a",
        "a/b",
        "naïve",
        "$",
        "x\n",
        "class",
        "int",
        "null",
        "true"
      })
  void whatCannotBeTypedInTheReplOrNameAFileIsRejected(String name) {
    assertThatThrownBy(() -> Names.check(name))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "Name \"%s\" cannot be used. Expected a Java identifier of 1 to 64 ASCII letters, digits"
                    .formatted(name)
                + " and underscores that begins with a letter, such as httpServer: it is typed in"
                + " the REPL and names a file.");
  }

  @Test
  void namesEndAtSixtyFourLetters() {
    assertThat(Names.check("a".repeat(64))).hasSize(64);
    assertThatThrownBy(() -> Names.check("a".repeat(65)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void theLifecycleHasItsNameAlready() {
    assertThatThrownBy(() -> Names.check("lifecycle"))
        .hasMessage("Name \"lifecycle\" is taken by the lifecycle itself.");
  }

  @Test
  void everythingThatIsRegisteredIsChecked() {
    Lifecycle.Builder builder = Lifecycle.builder();

    assertThatThrownBy(() -> builder.component("a b", new Object()))
        .hasMessageStartingWith("Name \"a b\"");
    assertThatThrownBy(() -> builder.state("a b", Integer.class, () -> 1, value -> {}))
        .hasMessageStartingWith("Name \"a b\"");
  }
}
