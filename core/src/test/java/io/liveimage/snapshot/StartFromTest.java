package io.liveimage.snapshot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StartFromTest {

  @ParameterizedTest
  @ValueSource(strings = {"newest", "previous", "empty", "18", "123456789012345678", "before 18"})
  void isReadFromWhatItsTextSays(String text) {
    assertThat(StartFrom.parse(text)).hasToString(text).isEqualTo(StartFrom.parse(text));
  }

  @Test
  void ignoresCaseBlanksAndLeadingZeros() {
    assertThat(StartFrom.parse(" Newest ")).isSameAs(StartFrom.NEWEST);
    assertThat(StartFrom.parse("PREVIOUS")).isSameAs(StartFrom.PREVIOUS);
    assertThat(StartFrom.parse("0000018")).isEqualTo(StartFrom.generation(18));
    assertThat(StartFrom.parse("Before  0000018")).isEqualTo(StartFrom.before(18));
  }

  @Test
  void hasAGenerationOnlyIfOneIsNamed() {
    assertThat(StartFrom.generation(18).generation()).hasValue(18);
    assertThat(StartFrom.NEWEST.generation()).isEmpty();
    assertThat(StartFrom.EMPTY.generation()).isEmpty();
    assertThat(StartFrom.before(18).generation()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "newst",
        "",
        "-1",
        "0",
        "1.5",
        "1234567890123456789",
        "\u0661",
        "before",
        "before 0",
        "before newest"
      })
  void listsTheAlternativesWhenItCannotBeRead(String text) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> StartFrom.parse(text))
        .withMessage(
            "Cannot start from \"%s\": expected newest, previous, empty, the generation of an"
                + " image, such as 18, or before 18",
            text);
  }
}
