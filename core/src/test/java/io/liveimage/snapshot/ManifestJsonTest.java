package io.liveimage.snapshot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.liveimage.snapshot.Manifest.Entry;
import io.liveimage.snapshot.Manifest.Packing;
import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ManifestJsonTest {
  private static final Manifest MANIFEST =
      Manifest.of(
          18,
          new Draft("tasting \"notes\" \u00fc", 3, List.of()),
          Instant.parse("2026-11-21T10:15:30.123456789Z"),
          List.of(
              new Entry(
                  "notes",
                  "notes.smile.zst",
                  new SectionFormat("smile", 1, "NotesState", 7, "smile"),
                  OptionalLong.of(4812),
                  Packing.zstd(15_000_000_000L),
                  5_000_000_000L,
                  "0000000a"),
              new Entry(
                  "repl",
                  "repl.jsh",
                  new SectionFormat("text", 2, "java.lang.String", 1, "jsh"),
                  OptionalLong.empty(),
                  Packing.PLAIN,
                  0,
                  "ffffffff")));

  @Test
  void readsWhatItHasWritten() throws Exception {
    assertThat(ManifestJson.read(ManifestJson.write(MANIFEST)).manifest()).isEqualTo(MANIFEST);
  }

  @Test
  void leavesOutWhatALaterVersionHasAdded() throws Exception {
    String later =
        ManifestJson.write(MANIFEST)
            .replaceFirst("\\{", "{ \"later\" : [ { \"a\" : 1.5 }, null, true ], ");

    assertThat(ManifestJson.read(later).manifest()).isEqualTo(MANIFEST);
  }

  @ParameterizedTest
  @CsvSource({
    "'\"app\"',                '\"apps\"',        'there is no \"app\", or it is of another kind'",
    "'\"generation\" : 18',    '\"generation\" : \"18\"', 'there is no \"generation\"'",
    "'\"formatVersion\" : 2',  '\"formatVersion\" : 4294967297', '\"formatVersion\" is 4294967297'",
    "'2026-11-21T10',          'yesterday',       'could not be parsed'",
    "'\"sections\" : [',       '\"sections\" : [ 1,', 'a section is not an object'",
    "'\"length\" : 0',         '\"length\" : 99999999999999999999', 'out of range'"
  })
  void saysWhatIsMissing(String found, String replacement, String reason) {
    String text = ManifestJson.write(MANIFEST);
    assertThat(text).contains(found);

    assertThatExceptionOfType(CorruptImageException.class)
        .isThrownBy(() -> ManifestJson.read(text.replace(found, replacement)).manifest())
        .withMessageStartingWith("MANIFEST.json is not a manifest: ")
        .withMessageContaining(reason);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "1", "[]", "null", "{", "{\"a\":", "{\"a\":[1", "{} {}", "{\"a\" 1}"})
  void refusesWhatIsNotOneObject(String text) {
    assertThatExceptionOfType(CorruptImageException.class)
        .isThrownBy(() -> ManifestJson.read(text))
        .withMessageStartingWith("MANIFEST.json is not a manifest: ");
  }
}
