package io.liveimage.snapshot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CompressionTest {
  private static final StateCodec<String> SMILE = StateCodec.smile(String.class);
  private static final String LONG = "Silvaner, dry, from the Stein. ".repeat(10_000);

  @TempDir Path images;
  private SnapshotStore store;

  @BeforeEach
  void openStore() {
    store = SnapshotStore.directory(images);
  }

  @Test
  void makesALargeSectionSmallAndGivesItBack() throws IOException {
    save(store, Section.of("notes", SMILE, LONG).journaled(4812));

    assertThat(files()).containsExactly("MANIFEST.json", "notes.smile.zst");
    assertThat(Files.size(images.resolve("0000001/notes.smile.zst"))).isLessThan(1000);
    assertThat(manifest())
        .contains("\"file\" : \"notes.smile.zst\"", "\"compression\" : \"zstd\"")
        .containsPattern("\"plainLength\" : 3100\\d\\d,");
    Section found = newest("notes");
    assertThat(found.decode(SMILE)).isEqualTo(LONG);
    assertThat(found.content().length().orElseThrow()).isBetween(310_000L, 310_010L);
    assertThat(found.format().fileExtension()).isEqualTo("smile");
    assertThat(found.journaled()).hasValue(4812);
  }

  @Test
  void decidesForASectionOfUnknownLengthByItsFirstBytes() throws IOException {
    save(
        store,
        Section.ofImmutable("long", SMILE, LONG),
        Section.ofImmutable("short", SMILE, "Silvaner"),
        bytes("empty", 0));

    assertThat(files())
        .containsExactly("MANIFEST.json", "empty.bin", "long.smile.zst", "short.smile");
    assertThat(newest("long").decode(SMILE)).isEqualTo(LONG);
    assertThat(newest("short").decode(SMILE)).isEqualTo("Silvaner");
    assertThat(newest("empty").content().length()).hasValue(0);
  }

  @Test
  void leavesAloneWhatIsSmallOrForAPerson() throws IOException {
    save(
        store,
        bytes("small", 64 * 1024 - 1),
        bytes("large", 64 * 1024),
        Section.of("repl", StateCodec.text("jsh"), LONG));

    assertThat(files()).containsExactly("MANIFEST.json", "large.bin.zst", "repl.jsh", "small.bin");
  }

  @Test
  void isNotDoneWhenNobodyWantsIt() throws IOException {
    save(SnapshotStore.directory(images, new StoreOptions(Compression.NONE)), bytes("a", 100_000));

    assertThat(files()).containsExactly("MANIFEST.json", "a.bin");
    assertThat(manifest()).doesNotContain("compression", "plainLength");
  }

  @Test
  void staysWithASectionThatIsCarriedOver() throws IOException {
    save(store, bytes("a", 100_000));
    Section carried = newest("a");

    save(store, carried);

    assertThat(images.resolve("0000002/a.bin.zst"))
        .hasSameBinaryContentAs(images.resolve("0000001/a.bin.zst"));
    assertThat(Encoding.of(newest("a"))).isEqualTo(Encoding.of(carried));
  }

  @Test
  void neverTakesTheFileOfAnotherSection() throws IOException {
    var other =
        new Section(
            "a.bin",
            new SectionFormat("raw", 1, "bytes", 1, "zst"),
            OptionalLong.empty(),
            Content.of(new byte[] {42}));

    save(store, bytes("a", 100_000), other);

    assertThat(files()).containsExactly("MANIFEST.json", "a.bin", "a.bin.zst");
    assertThat(newest("a.bin").content().open()).hasBinaryContent(new byte[] {42});
  }

  @Test
  void saysWhatIsMissingWhereTheLibraryIsNotAndLeavesTheImageAlone() throws Exception {
    save(store, bytes("a", 100_000));

    assertThat(StoreProcess.runWithout("zstd-jni", "open", images))
        .containsExactly(
            "> not opened Cannot open "
                + images.resolve("0000001")
                + ": section a is compressed with zstd, but com.github.luben:zstd-jni is not on the"
                + " class path. The image is whole: add the library, or start from another image");

    assertThat(ImageNames.in(images)).containsExactly("0000001");
  }

  @Test
  void isLeftOutWithoutAWordWhereTheLibraryIsNot() throws Exception {
    assertThat(StoreProcess.runWithout("zstd-jni", "write", images))
        .containsExactly("> written 2", "> opened 2");

    assertThat(files()).containsExactly("MANIFEST.json", "bulk0.bin", "bulk1.bin", "seed.txt");
  }

  @ParameterizedTest
  @CsvSource({"auto,AUTO", "' ZSTD ',ZSTD", "None,NONE"})
  void isReadFromASetting(String text, Compression expected) {
    assertThat(Compression.parse(text)).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "gzip", "on"})
  void listsWhatASettingCanBe(String text) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Compression.parse(text))
        .withMessage("Cannot compress images by \"%s\": expected auto, zstd or none", text);
  }

  @Test
  void namesTheSectionWhoseFailureEndsTheOthersAndLeavesNothing() throws IOException {
    Content failing =
        new Content() {
          @Override
          public OptionalLong length() {
            return OptionalLong.of(5_000_000);
          }

          @Override
          public java.io.InputStream open() throws IOException {
            throw new IOException("the source is gone");
          }
        };
    var broken =
        new Section(
            "broken",
            new SectionFormat("raw", 1, "bytes", 1, "bin"),
            OptionalLong.empty(),
            failing);

    assertThatExceptionOfType(SnapshotException.class)
        .isThrownBy(() -> save(store, bytes("a", 4_000_000), broken, bytes("b", 4_000_000)))
        .withMessage(
            "Cannot save image 0000001 in "
                + images
                + ": section broken: the source is gone. Older images are untouched");

    assertThat(ImageNames.in(images)).isEmpty();
  }

  private static void save(SnapshotStore store, Section... sections) {
    store.write(new Draft("test", 0, List.of(sections)), WriteProgress.NONE);
  }

  private static Section bytes(String name, int length) {
    return new Section(
        name,
        new SectionFormat("raw", 1, "bytes", 1, "bin"),
        OptionalLong.empty(),
        Content.of(new byte[length]));
  }

  private Section newest(String section) {
    return store.open(StartFrom.NEWEST).orElseThrow().section(section).orElseThrow();
  }

  private List<String> files() {
    try {
      return ImageNames.in(images.resolve("0000001"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private String manifest() throws IOException {
    return Files.readString(images.resolve("0000001/MANIFEST.json"));
  }
}
