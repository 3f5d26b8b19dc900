package io.liveimage.snapshot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.liveimage.snapshot.ImageStatus.Label;
import io.liveimage.snapshot.ImageStatus.SectionStatus;
import io.liveimage.snapshot.Verification.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImageViewingTest {

  private static final StateCodec<String> SCRIPT = StateCodec.text("jsh");
  private static final StateCodec<Integer> NUMBER = StateCodec.smile(Integer.class);

  @TempDir Path images;
  private SnapshotStore store;

  @BeforeEach
  void openStore() {
    store = SnapshotStore.directory(images);
  }

  private void write(int count) {
    Section number = Section.of("count", NUMBER, count).journaled(7);
    Section script = Section.of("repl", SCRIPT, "int x;");
    store.write(new Draft("notes", 3, List.of(number, script)), WriteProgress.NONE);
  }

  private Path image(int generation) {
    return images.resolve(ImageListing.name(generation));
  }

  @Test
  void listsNothingWhereThereIsNoDirectory() {
    assertThat(SnapshotStore.directory(images.resolve("none")).list()).isEmpty();
  }

  @Test
  void listsWhatTheImagesSayOfThemselvesNewestFirst() {
    write(1);
    write(2);

    List<ImageStatus> found = store.list();

    assertThat(found).extracting(ImageStatus::generation).containsExactly(2L, 1L);
    assertThat(found).allMatch(ImageStatus::isUsable);
    Label label = found.get(0).label().orElseThrow();
    assertThat(label.app()).isEqualTo("notes");
    assertThat(label.timeline()).isEqualTo(3);
    assertThat(label.sections())
        .containsExactly(
            new SectionStatus("count", SectionFormat.of(NUMBER), 5, OptionalLong.of(7)),
            new SectionStatus("repl", SectionFormat.of(SCRIPT), 6, OptionalLong.empty()));
    assertThat(label.bytes()).isEqualTo(11);
  }

  @Test
  void listsDamagedImagesWithTheirReasonAndLeavesThem() throws IOException {
    write(1);
    write(2);
    write(3);
    Files.writeString(image(2).resolve("repl.jsh"), "int");
    Files.writeString(image(3).resolve(Manifest.FILE), "{}");

    List<ImageStatus> found = store.list();

    assertThat(found).extracting(ImageStatus::isUsable).containsExactly(false, false, true);
    assertThat(found.get(0).problem().orElseThrow()).startsWith("MANIFEST.json is cut off");
    assertThat(found.get(0).label()).isEmpty();
    assertThat(found.get(1).problem()).contains("repl.jsh is 3 bytes long, expected 6");
    assertThat(found.get(1).label()).isPresent();
    assertThat(ImageNames.in(images)).containsExactly("0000001", "0000002", "0000003");
  }

  @Test
  void listsImagesThatWereSetAsideWithWhatIsWrongWithThem() throws IOException {
    write(1);
    write(2);
    Files.writeString(image(2).resolve("repl.jsh"), "int y;");
    store.open(StartFrom.NEWEST);

    ImageStatus aside = store.list().get(1);

    assertThat(aside.name()).isEqualTo("0000002.broken");
    assertThat(aside.generation()).isEqualTo(2);
    assertThat(aside.setAside()).isTrue();
    assertThat(aside.isUsable()).isFalse();
    assertThat(aside.label().orElseThrow().app()).isEqualTo("notes");
    assertThat(aside.problem().orElseThrow()).startsWith("repl.jsh has the checksum ");
  }

  @Test
  void leavesOutWhatIsBeingWritten() throws IOException {
    write(1);
    Files.createDirectory(images.resolve(".tmp-0000002"));

    assertThat(store.list()).hasSize(1);
    assertThat(images.resolve(".tmp-0000002")).exists();
  }

  @Test
  void loadsAnImageWithoutReadingItsSections() throws IOException {
    write(1);
    Files.writeString(image(1).resolve("repl.jsh"), "int y;");

    Snapshot loaded = store.load(1);

    assertThat(loaded.section("count").orElseThrow().decode(NUMBER)).isEqualTo(1);
    Section damaged = loaded.section("repl").orElseThrow();
    assertThatExceptionOfType(SnapshotException.class)
        .isThrownBy(() -> damaged.decode(SCRIPT))
        .withMessageContaining("checksum");
  }

  @Test
  void saysWhichImagesThereAreInsteadOfOneThatIsNot() {
    write(1);

    assertThatExceptionOfType(SnapshotException.class)
        .isThrownBy(() -> store.load(5))
        .withMessage("There is no image 5 in " + images + "; existing: 1");
    assertThat(store.verify(5, ReadProgress.NONE))
        .isEqualTo(
            new Verification(
                5, Outcome.MISSING, "There is no image 5 in " + images + "; existing: 1"));
  }

  @Test
  void refusesToLoadAnImageWhoseManifestIsDamagedAndLeavesIt() throws IOException {
    write(1);
    Files.writeString(image(1).resolve(Manifest.FILE), "{}");

    assertThatExceptionOfType(SnapshotException.class)
        .isThrownBy(() -> store.load(1))
        .withMessageStartingWith("Image " + image(1) + " is damaged: MANIFEST.json is cut off");
    assertThat(image(1)).exists();
  }

  @Test
  void verifiesEveryByte() throws IOException {
    write(1);

    Verification before = store.verify(1, ReadProgress.NONE);
    Files.writeString(image(1).resolve("repl.jsh"), "int y;");
    Verification after = store.verify(1, ReadProgress.NONE);

    assertThat(before).isEqualTo(new Verification(1, Outcome.VALID, ""));
    assertThat(before.isValid()).isTrue();
    assertThat(after.outcome()).isEqualTo(Outcome.DAMAGED);
    assertThat(after.reason()).startsWith("repl.jsh has the checksum ");
    assertThat(image(1)).exists();
  }

  @Test
  void tellsHowFarAVerificationIs() {
    write(1);
    var told = new ArrayList<String>();

    store.verify(1, (generation, bytes, total) -> told.add(bytes + " of " + total));

    assertThat(told).containsExactly("5 of 11", "11 of 11");
  }

  @Test
  void anImageThatIsRemovedWhileItIsVerifiedIsMissing() {
    write(1);
    write(2);

    Verification found = store.verify(1, (generation, bytes, total) -> store.prune(1, 0));

    assertThat(found.outcome()).isEqualTo(Outcome.MISSING);
    assertThat(found.reason()).isEqualTo("There is no image 1 in " + images + "; existing: 2");
  }
}
