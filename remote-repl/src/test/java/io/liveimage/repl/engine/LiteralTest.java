package io.liveimage.repl.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class LiteralTest {
  private static Prompt prompt;

  @BeforeAll
  static void open() {
    prompt = Prompt.open();
  }

  @AfterAll
  static void close() {
    prompt.close();
  }

  static Stream<Object> values() {
    return Stream.of(
        true,
        0,
        Integer.MIN_VALUE,
        Long.MIN_VALUE,
        Long.MAX_VALUE,
        (byte) -128,
        (short) 32767,
        -0.0,
        Double.MIN_VALUE,
        Double.MAX_VALUE,
        Double.NaN,
        Double.POSITIVE_INFINITY,
        Double.NEGATIVE_INFINITY,
        1.5f,
        Float.NaN,
        Float.NEGATIVE_INFINITY,
        Float.POSITIVE_INFINITY,
        '\'',
        '"',
        '\\',
        '\n',
        '\r',
        '\0',
        '\u007f',
        'é',
        '\u2028',
        '\ud800',
        '\uffff',
        "",
        "plain",
        "\"quoted\" 'and' \\ \n \r \t \b \f \0007",
        "\\u0041 is no A",
        "ünïcödé 漢字 😀 \u2028 \ufeff \ud83d lone \ude00",
        "x".repeat(70_000),
        "漢".repeat(30_000),
        random());
  }

  private static String random() {
    return new Random(7)
        .ints(2_000, 0, 65_536)
        .collect(StringBuilder::new, (text, c) -> text.append((char) c), StringBuilder::append)
        .toString();
  }

  @ParameterizedTest
  @MethodSource("values")
  void aLiteralHasTheValueItWasMadeOf(Object value) {
    String source = Literal.of(value).orElseThrow();

    assertThat(prompt.value("Object literal = " + source + ";")).isEqualTo(value);
  }

  @Test
  void literalsReadAsAPersonWouldWriteThem() {
    assertThat(
            Stream.of(5, 5L, 1.5f, 'ü', "a\"b", (byte) 3).map(Literal::of).map(o -> o.orElse("")))
        .containsExactly("5", "5L", "1.5f", "'ü'", "\"a\\\"b\"", "(byte) 3");
  }

  @Test
  void anythingElseHasNone() {
    assertThat(Literal.of(Thread.State.NEW)).isEmpty();
    assertThat(Literal.of(new int[0])).isEmpty();
  }
}
