package io.liveimage.snapshot;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SectionTest {

  private static final StateCodec<String> SCRIPT = StateCodec.text("jsh");

  @Test
  void holdsWhatTheCodecMadeAndGivesTheValueBack() throws IOException {
    Section section = Section.of("repl", SCRIPT, "int twice(int n) { return 2 * n; }");

    assertThat(section.decode(SCRIPT)).isEqualTo("int twice(int n) { return 2 * n; }");
    assertThat(section).hasToString("repl (text 1)");
    assertThat(section.content().length()).hasValue(34);
    assertThat(section.content().open())
        .hasBinaryContent("int twice(int n) { return 2 * n; }".getBytes(UTF_8));
  }

  @Test
  void refusesAnotherCodec() {
    Section section = Section.of("notes", StateCodec.smile(Integer.class), 1);

    assertThatExceptionOfType(SnapshotException.class)
        .isThrownBy(() -> section.decode(SCRIPT))
        .withMessage(
            "Cannot restore section notes: it was written by codec smile version 1, expected text"
                + " version 1");
  }

  @Test
  void namesTheSectionWhenItsBytesCannotBeDecoded() {
    var section =
        new Section(
            "repl",
            new SectionFormat("text", 1, "x", 1, "jsh"),
            OptionalLong.empty(),
            Content.of(new byte[] {'a', (byte) 0xff}));

    assertThatExceptionOfType(SnapshotException.class)
        .isThrownBy(() -> section.decode(SCRIPT))
        .withMessageStartingWith("Cannot restore section repl: The bytes are not UTF-8: ");
  }

  @Test
  void namesTheSectionWhenAValueCannotBeEncoded() {
    assertThatExceptionOfType(SnapshotException.class)
        .isThrownBy(() -> Section.of("repl", SCRIPT, "\uD83C"))
        .withMessage(
            "Cannot save section repl as text: The text has half of a surrogate pair, which UTF-8"
                + " cannot hold");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ".", "..", ".hidden", "../x", "a/b", "a\\b", "a b", "a:b", "né"})
  void refusesANameThatIsNoFileName(String name) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Section.of(name, SCRIPT, ""))
        .withMessage(
            "The section name \"%s\" cannot be a file name: expected 1 to 100 letters, digits, '.',"
                + " '_' or '-', the first of them a letter or digit",
            name);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ".jsh", "a/b", "JSH", "../x"})
  void refusesAFileExtensionThatIsNone(String extension) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Section.of("repl", StateCodec.text(extension), ""))
        .withMessageStartingWith(
            "The file extension \"%s\" of codec text cannot be used", extension);
  }

  @Test
  void refusesTheManifestsOwnName() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Section.of("manifest", StateCodec.text("json"), ""))
        .withMessageContaining("MANIFEST.json");
  }
}
