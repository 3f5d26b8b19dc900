package io.liveimage.snapshot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every store promises, wherever it keeps its images. */
abstract class SnapshotStoreContract {
  static final StateCodec<String> SCRIPT = StateCodec.text("jsh");
  static final StateCodec<Integer> NUMBER = StateCodec.smile(Integer.class);

  SnapshotStore store;

  /** Returns a store whose place is empty. */
  abstract SnapshotStore create();

  /** Returns a store at the same place, as the next start of the host makes it. */
  abstract SnapshotStore reopened();

  @BeforeEach
  void createStore() {
    store = create();
  }

  @Test
  void hasNothingToOpenBeforeTheFirstWrite() {
    assertThat(store.open(StartFrom.NEWEST)).isEmpty();
  }

  @Test
  void opensWhatWasWritten() {
    Instant before = Instant.now().minusMillis(1);
    store.write(
        new Draft(
            "tasting-notes",
            0,
            List.of(Section.of("count", NUMBER, 42), Section.of("repl", SCRIPT, "int x;"))),
        WriteProgress.NONE);

    Snapshot image = reopened().open(StartFrom.NEWEST).orElseThrow();

    assertThat(image.generation()).isEqualTo(1);
    assertThat(image.app()).isEqualTo("tasting-notes");
    assertThat(image.createdAt()).isBetween(before, Instant.now());
    assertThat(image.sectionNames()).containsExactly("count", "repl");
    assertThat(image.section("count").orElseThrow().decode(NUMBER)).isEqualTo(42);
    assertThat(image.section("repl").orElseThrow().decode(SCRIPT)).isEqualTo("int x;");
    assertThat(image.section("other")).isEmpty();
  }

  @Test
  void returnsTheWrittenImageFromItsFinalPlace() {
    Snapshot image = write(42);

    assertThat(image.section("count").orElseThrow().decode(NUMBER)).isEqualTo(42);
    assertThat(image.toString()).startsWith("image 1 of test, saved at 20");
  }

  @Test
  void savesAnImageWithoutSectionsAndASectionWithoutBytes() {
    store.write(new Draft("test", 0, List.of()), WriteProgress.NONE);
    store.write(new Draft("test", 0, List.of(Section.of("repl", SCRIPT, ""))), WriteProgress.NONE);

    assertThat(open(StartFrom.generation(1)).sectionNames()).isEmpty();
    assertThat(open(StartFrom.NEWEST).section("repl").orElseThrow().decode(SCRIPT)).isEmpty();
  }

  @Test
  void carriesASectionOverAsItIs() {
    write(42);
    Section carried = open(StartFrom.NEWEST).section("count").orElseThrow();

    store.write(new Draft("test", 0, List.of(carried)), WriteProgress.NONE);

    Section written = open(StartFrom.NEWEST).section("count").orElseThrow();
    assertThat(Encoding.of(written)).isEqualTo(Encoding.of(carried));
  }

  @Test
  void opensTheNewestThePreviousOneByNumberOrNone() {
    write(1);
    write(2);
    write(3);

    assertThat(count(open(StartFrom.NEWEST))).isEqualTo(3);
    assertThat(count(open(StartFrom.PREVIOUS))).isEqualTo(2);
    assertThat(count(open(StartFrom.generation(1)))).isEqualTo(1);
    assertThat(count(open(StartFrom.before(2)))).isEqualTo(1);
    assertThat(count(open(StartFrom.before(99)))).isEqualTo(3);
    assertThat(store.open(StartFrom.EMPTY)).isEmpty();
  }

  @Test
  void saysWhichImagesExistWhenTheOneAskedForDoesNot() {
    write(1);

    assertThatExceptionOfType(SnapshotException.class)
        .isThrownBy(() -> store.open(StartFrom.PREVIOUS))
        .withMessage("There is no previous image in " + store.location() + "; existing: 1");
    assertThatExceptionOfType(SnapshotException.class)
        .isThrownBy(() -> store.open(StartFrom.generation(7)))
        .withMessage("There is no image 7 in " + store.location() + "; existing: 1");
    assertThatExceptionOfType(SnapshotException.class)
        .isThrownBy(() -> store.open(StartFrom.before(1)))
        .withMessage("There is no image before 1 in " + store.location() + "; existing: 1");
  }

  @Test
  void saysThatThereIsNoImageAtAllWhenAParticularOneIsAskedFor() {
    assertThatExceptionOfType(SnapshotException.class)
        .isThrownBy(() -> store.open(StartFrom.PREVIOUS))
        .withMessage("There is no previous image in " + store.location() + "; existing: none");
  }

  @Test
  void leavesNothingBehindWhenTheWatcherThrows() {
    write(1);

    assertThatIllegalStateException()
        .isThrownBy(
            () ->
                store.write(
                    new Draft("test", 0, List.of(Section.of("count", NUMBER, 2))),
                    (section, bytes) -> {
                      throw new IllegalStateException("enough");
                    }))
        .withMessage("enough");

    assertThat(count(open(StartFrom.NEWEST))).isEqualTo(1);
    assertThat(write(3).generation()).isEqualTo(3);
  }

  @Test
  void refusesTwoSectionsThatWouldBeOneFileOnSomeDisks() {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                store.write(
                    new Draft(
                        "test",
                        0,
                        List.of(Section.of("notes", NUMBER, 1), Section.of("Notes", NUMBER, 2))),
                    WriteProgress.NONE))
        .withMessage("Two sections are named Notes (case is ignored), expected one");
  }

  @Test
  void keepsTheNewestAndOneBesides() {
    for (int i = 1; i <= 6; i++) {
      write(i);
    }

    store.prune(2, 1);

    for (long kept : List.of(1L, 5L, 6L)) {
      assertThat(count(open(StartFrom.generation(kept)))).isEqualTo((int) kept);
    }
    for (long pruned : List.of(2L, 3L, 4L)) {
      assertThatExceptionOfType(SnapshotException.class)
          .isThrownBy(() -> store.open(StartFrom.generation(pruned)));
    }
  }

  @Test
  void keepsTheImageBeforeWhenASectionCannotBeMade() {
    write(1);
    Section broken = Section.ofImmutable("repl", SCRIPT, "\uD83C");

    assertThatExceptionOfType(SnapshotException.class)
        .isThrownBy(() -> store.write(draft(broken), WriteProgress.NONE))
        .withMessageStartingWith("Cannot save section repl as text: ");

    assertThat(count(open(StartFrom.NEWEST))).isEqualTo(1);
    assertThat(write(3).generation()).isEqualTo(3);
  }

  @Test
  void givesEveryImageANumberOfItsOwnAlsoWhenManyThreadsWrite() throws InterruptedException {
    Set<Long> generations = new ConcurrentSkipListSet<>();
    List<Thread> writers = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      writers.add(new Thread(() -> generations.add(write(7).generation())));
    }

    writers.forEach(Thread::start);
    for (Thread writer : writers) {
      writer.join();
    }

    assertThat(generations).containsExactly(1L, 2L, 3L, 4L);
  }

  @Test
  void givesALargeSectionBackAsOftenAsItIsAskedFor() throws IOException {
    byte[] content = new byte[3_000_000];
    new java.util.Random(4).nextBytes(content);
    var large =
        new Section(
            "large",
            new SectionFormat("raw", 1, "bytes", 3, "bin"),
            OptionalLong.of(4812),
            Content.of(content));
    store.write(new Draft("test", 7, List.of(large)), WriteProgress.NONE);

    Snapshot image = reopened().open(StartFrom.NEWEST).orElseThrow();
    Section found = image.section("large").orElseThrow();

    assertThat(image.timeline()).isEqualTo(7);
    for (int i = 0; i < 2; i++) {
      assertThat(Encoding.of(found)).isEqualTo(Encoding.of(large));
    }
  }

  @Test
  void tellsHowFarItHasRead() {
    store.write(draft(Section.of("repl", SCRIPT, "int x;")), WriteProgress.NONE);
    List<String> events = new ArrayList<>();

    reopened()
        .open(
            StartFrom.NEWEST,
            (generation, bytes, total) -> events.add(generation + ": " + bytes + " of " + total));

    assertThat(events).endsWith("1: 6 of 6");
  }

  Snapshot write(int count) {
    return store.write(draft(Section.of("count", NUMBER, count)), WriteProgress.NONE);
  }

  static Draft draft(Section... sections) {
    return new Draft("test", 0, List.of(sections));
  }

  Snapshot open(StartFrom from) {
    return store.open(from).orElseThrow();
  }

  static int count(Snapshot image) {
    return image.section("count").orElseThrow().decode(NUMBER);
  }
}
