package io.liveimage.repl.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ValueTextTest {

  @Test
  void stringsAndCharsAreQuoted() {
    assertThat(ValueText.of("say \"hi\"\n\tü\0")).isEqualTo("\"say \\\"hi\\\"\\n\\tü\\000\"");
    assertThat(ValueText.of('\'')).isEqualTo("'\\''");
    assertThat(ValueText.of('x')).isEqualTo("'x'");
  }

  @Test
  void arraysTellTypeLengthAndElements() {
    assertThat(ValueText.of(new int[] {1, 2, 3})).isEqualTo("int[3] { 1, 2, 3 }");
    assertThat(ValueText.of(new String[][] {{"a"}, null, {}}))
        .isEqualTo("String[3][] { String[1] { \"a\" }, null, String[0] { } }");
  }

  @Test
  void anythingElseTellsItself() {
    assertThat(ValueText.of(null)).isEqualTo("null");
    assertThat(ValueText.of(List.of(1, "a"))).isEqualTo("[1, a]");
  }

  @Test
  void aFailingToStringIsTold() {
    Object failing =
        new Object() {
          @Override
          public String toString() {
            throw new IllegalStateException("not now");
          }
        };

    assertThat(ValueText.of(failing))
        .isEqualTo(
            "<toString() of "
                + failing.getClass().getName()
                + " threw java.lang.IllegalStateException: not now>");
  }

  @Test
  void aListThatContainsItselfThroughAnotherEndsInTheErrorItThrows() {
    List<Object> list = new ArrayList<>();
    list.add(List.of(list));

    assertThat(ValueText.of(list))
        .isEqualTo("<toString() of java.util.ArrayList threw java.lang.StackOverflowError>");
  }

  @Test
  void longTextsAreCutAndTellTheirLength() {
    assertThat(ValueText.of("x".repeat(48_112)))
        .hasSizeLessThan(10_050)
        .startsWith("\"xxx")
        .endsWith("xxx... (cut: 48,112 chars)");
    assertThat(ValueText.of(new StringBuilder("y".repeat(10_001))))
        .endsWith("yyy... (cut: 10,001 chars)");
    assertThat(ValueText.of("z".repeat(9_998))).endsWith("z\"");
  }

  @Test
  void longArraysAreCutAndTellTheirLength() {
    assertThat(ValueText.of(new int[5_000_000])).endsWith("... (cut: 5,000,000 elements)");
  }

  @Test
  void anArrayInItselfIsCut() {
    Object[] array = new Object[1];
    array[0] = array;

    assertThat(ValueText.of(array)).endsWith("... (cut: 1 elements)");
  }

  @Test
  void aPairOfSurrogatesIsNotCutInTwo() {
    String text = ValueText.of(new StringBuilder("x".repeat(9_999)).append("😀".repeat(5)));

    assertThat(text).endsWith("x... (cut: 10,009 chars)");
  }
}
