package io.liveimage.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.liveimage.snapshot.Barrier;
import io.liveimage.snapshot.SectionFormat;
import io.liveimage.snapshot.StateCodec;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class DamagedJournalTest {
  private static final List<String> WORDS = List.of("one", "two", "three");

  @TempDir private Path directory;
  private Disk disk;

  @BeforeEach
  void useDisk() {
    disk = new Disk(directory);
  }

  /** Writes three events, each in a frame of its own. */
  private Path written() {
    try (var host = disk.start(0)) {
      WORDS.forEach(host::append);
    }
    return disk.segments().get(0);
  }

  @Test
  void whateverByteIsDamagedOnlyTheAcknowledgedBeginningIsApplied() throws IOException {
    Path file = written();
    byte[] good = Files.readAllBytes(file);

    for (int i = 0; i < good.length; i += step(i)) {
      byte[] damaged = good.clone();
      damaged[i] ^= 0x41;
      Files.write(file, damaged);

      assertBeginningOrRefusal("byte " + i);
    }
  }

  @Test
  void whereverItEndsOnlyTheAcknowledgedBeginningIsApplied() throws IOException {
    Path file = written();
    byte[] good = Files.readAllBytes(file);

    for (int length = 0; length < good.length; length += step(length)) {
      Files.write(file, Arrays.copyOf(good, length));

      assertBeginningOrRefusal("length " + length);
    }
  }

  /** The end of the header is padding, of which some bytes are enough. */
  private static int step(int offset) {
    return offset > 200 && offset < SegmentHeader.LENGTH - 50 ? 40 : 1;
  }

  /** After each start another word is appended, which has to come back, too. */
  private void assertBeginningOrRefusal(String damage) throws IOException {
    List<String> before;
    try (var host = disk.start(0)) {
      before = new ArrayList<>(host.state());
      host.append("more");
    } catch (JournalException e) {
      assertThat(e).as(damage).hasMessageStartingWith("Journal words is damaged: ");
      return;
    }
    assertThat(WORDS.subList(0, before.size())).as(damage).isEqualTo(before);
    before.add("more");
    assertThat(disk.replayed(0)).as(damage).isEqualTo(before);
    for (Path segment : disk.segments()) {
      Files.delete(segment);
    }
  }

  @Test
  void aTornEndIsCutOffAndTheJournalGoesOn() throws IOException {
    Path file = written();
    long size = Files.size(file);
    Files.write(file, new byte[100], StandardOpenOption.APPEND);

    try (var host = disk.start(0)) {
      assertThat(host.state()).isEqualTo(WORDS);
      host.append("four");
    }

    assertThat(file).hasSize(size);
    assertThat(disk.replayed(0)).containsExactly("one", "two", "three", "four");
  }

  @Test
  void aSegmentThatWasOnlyBegunIsNoDamage() throws IOException {
    written();
    for (int length : List.of(0, 17, SegmentHeader.LENGTH)) {
      Path begun = disk.directory().resolve("0001-000000000004.journal");
      Files.write(begun, new byte[length]);

      assertThat(disk.replayed(0)).isEqualTo(WORDS);
      assertThat(begun).doesNotExist();
    }
  }

  @Test
  void damageBeforeGoodEventsIsRefusedWithAnOffer() throws IOException {
    Path file = written();
    byte[] damaged = damageSecondFrame(file);

    assertThatThrownBy(() -> disk.start(0))
        .isInstanceOf(JournalException.class)
        .hasMessage(
            "Journal words is damaged: %s, at byte 4135: the checksum of a frame is wrong. Event 2,"
                    .formatted(file)
                + " and what follows, cannot be applied, though there are readable ones from 3 on."
                + " Nothing was changed; files: 0001-000000000001.journal. Restore the file, start"
                + " from an older image, or start without these events by"
                + " liveimage.journal.damage=cut: the file and later ones are then kept as"
                + " .broken");

    assertThat(file).hasBinaryContent(damaged);
  }

  private static byte[] damageSecondFrame(Path file) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    bytes[SegmentHeader.LENGTH + 39 + Frame.HEADER + 5] ^= 1;
    Files.write(file, bytes);
    return bytes;
  }

  @Test
  void damageIsCutWhenAskedForAndKeptAside() throws IOException {
    Path file = written();
    byte[] damaged = damageSecondFrame(file);
    try (var host = disk.start(JournalLimits.DEFAULT, JournalListener.NONE, 2, 0)) {
      host.append("of another timeline");
    }

    try (var host = disk.start(Disk.cuttingDamage(), JournalListener.NONE, 1, 0)) {
      assertThat(host.state()).containsExactly("one");
      host.append("new");
    }

    assertThat(disk.replayed(0)).containsExactly("one", "new");
    assertThat(disk.directory().resolve(file.getFileName() + ".broken")).hasBinaryContent(damaged);
    assertThat(disk.segments()).hasSize(3);
  }

  @Test
  void aMissingSegmentIsRefusedAndCutWhenAskedFor() throws IOException {
    try (var host = disk.start(0)) {
      for (String word : WORDS) {
        host.append(word);
        host.save();
      }
    }
    Files.delete(disk.segments().get(1));

    assertThatThrownBy(() -> disk.start(0))
        .isInstanceOf(JournalException.class)
        .hasMessageContaining("0001-000000000003.journal, at byte 0: event 2 is missing before it")
        .hasMessageContaining("liveimage.journal.damage=cut");
    assertThat(disk.replayed(2)).containsExactly("three");
    try (var host = disk.start(Disk.cuttingDamage(), JournalListener.NONE, 1, 0)) {
      assertThat(host.state()).containsExactly("one");
    }
    assertThat(disk.files(".broken")).hasSize(1);
  }

  @Test
  void aSegmentThatIsNotNeededMayBeDamaged() throws IOException {
    try (var host = disk.start(0)) {
      host.append("one");
      host.save();
      host.append("two");
    }
    Files.write(disk.segments().get(0), new byte[10_000]);

    assertThat(disk.replayed(1)).containsExactly("two");
    assertThatThrownBy(() -> disk.start(0)).hasMessageContaining("does not begin as a journal");
  }

  @Test
  void aSegmentOfAnotherJournalIsRefused() throws IOException {
    Path file = written();
    Path other = directory.resolve("others").resolve(file.getFileName());
    Files.createDirectories(other.getParent());
    Files.copy(file, other);

    try (var journals =
        Journals.directory(directory, JournalLimits.DEFAULT, JournalListener.NONE)) {
      assertThatThrownBy(
              () -> journals.open("others", Disk.CODEC, Barrier.NONE, word -> {}, Lineage.of(1), 0))
          .isInstanceOf(JournalException.class)
          .hasMessageContaining("it is 0001-000000000001.journal of journal words");
    }
  }

  @Test
  void bytesOfAJournalInsideAnEventAreNoFrame() throws IOException {
    var codec = new Bytes(1);
    byte[] copy = Files.readAllBytes(written());
    try (var journals = journals()) {
      var journal = journals.open("bytes", codec, Barrier.NONE, bytes -> {}, Lineage.of(1), 0);
      journal.append(new byte[] {1});
      journal.append(copy);
    }
    Path file = directory.resolve("bytes").resolve("0001-000000000001.journal");
    JournalFiles.cut(file, Files.size(file) - 1);

    try (var journals = journals()) {
      var journal = journals.open("bytes", codec, Barrier.NONE, bytes -> {}, Lineage.of(1), 0);

      assertThat(journal.sequence()).isEqualTo(1);
    }
  }

  @Test
  void anEventThatCannotBeAppliedAgainStopsTheStart() throws IOException {
    Path file = written();
    byte[] before = Files.readAllBytes(file);

    try (var journals = journals()) {
      assertThatThrownBy(
              () ->
                  journals.open(
                      Disk.NAME,
                      Disk.CODEC,
                      Barrier.NONE,
                      word -> {
                        throw new IllegalStateException("no word " + word);
                      },
                      Lineage.of(1),
                      1))
          .isInstanceOf(JournalException.class)
          .hasMessage(
              "Journal words: event 2, in %s, cannot be applied: no word two. Nothing was changed on"
                      .formatted(file)
                  + " the disk");
    }
    assertThat(file).hasBinaryContent(before);
  }

  @Test
  void eventsOfAnotherCodecAreRefused() {
    try (var journals = journals()) {
      journals
          .open("bytes", new Bytes(1), Barrier.NONE, bytes -> {}, Lineage.of(1), 0)
          .append(new byte[1]);
    }

    try (var journals = journals()) {
      assertThatThrownBy(
              () ->
                  journals.open("bytes", new Bytes(2), Barrier.NONE, bytes -> {}, Lineage.of(1), 0))
          .isInstanceOf(JournalException.class)
          .hasMessageEndingWith(
              "its events were written by codec bytes version 1, expected bytes version 2");
    }
  }

  private Journals journals() {
    return Journals.directory(directory, JournalLimits.DEFAULT, JournalListener.NONE);
  }

  /** Bytes as they are. */
  record Bytes(int version) implements StateCodec<byte[]> {

    @Override
    public String id() {
      return "bytes";
    }

    @Override
    public String type() {
      return "bytes";
    }

    @Override
    public String fileExtension() {
      return "bin";
    }

    @Override
    public void write(byte[] value, OutputStream out) throws IOException {
      out.write(value);
    }

    @Override
    public byte[] read(InputStream in, SectionFormat written) throws IOException {
      return in.readAllBytes();
    }
  }
}
