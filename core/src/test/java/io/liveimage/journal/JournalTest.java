package io.liveimage.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.liveimage.snapshot.Barrier;
import io.liveimage.snapshot.StateCodec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class JournalTest {
  @TempDir private Path directory;
  private Disk disk;

  @BeforeEach
  void useDisk() {
    disk = new Disk(directory.resolve("journals"));
  }

  @Test
  void eventsAreAppliedAndComeBackAtTheNextStart() {
    try (var host = disk.start(0)) {
      host.append("one", "two", "three");

      assertThat(host.state()).containsExactly("one", "two", "three");
      assertThat(host.journal().sequence()).isEqualTo(3);
    }

    try (var host = disk.start(0)) {
      assertThat(host.state()).containsExactly("one", "two", "three");
      assertThat(host.journal().sequence()).isEqualTo(3);
    }
  }

  @Test
  void aStartAfterAStartGoesOnWithTheNextNumber() {
    for (String word : List.of("one", "two", "three")) {
      try (var host = disk.start(0)) {
        host.append(word);
      }
    }

    assertThat(disk.replayed(0)).containsExactly("one", "two", "three");
    assertThat(disk.segments()).hasSize(3);
  }

  @Test
  void eventsThatTheImageIncludesAreNotAppliedAgain() {
    try (var host = disk.start(0)) {
      host.append("one", "two", "three");
    }

    assertThat(disk.replayed(2)).containsExactly("three");
    assertThat(disk.replayed(3)).isEmpty();
  }

  @Test
  void nothingIsWrittenBeforeTheFirstEvent() {
    try (var host = disk.start(0)) {
      host.journal().sync();
      host.save();
    }

    assertThat(disk.directory()).doesNotExist();
  }

  @Test
  void filesAndDirectoriesAreForTheirOwnerOnly() throws IOException {
    try (var host = disk.start(0)) {
      host.append("one");
    }

    assertThat(permissions(disk.directory())).isEqualTo("rwx------");
    assertThat(permissions(disk.directory().resolve("0001-000000000001.journal")))
        .isEqualTo("rw-------");
  }

  private static String permissions(Path path) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }

  @Test
  void anEventThatCannotBeAppliedDidNotHappen() {
    try (var journals = journals()) {
      var words = new ArrayList<String>();
      var journal =
          journals.open(
              Disk.NAME, Disk.CODEC, Barrier.NONE, word -> addShort(words, word), Lineage.of(1), 0);
      journal.append("one");

      assertThatThrownBy(() -> journal.append("far too long"))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("far too long");
      journal.append("two");
    }

    assertThat(disk.replayed(0)).containsExactly("one", "two");
  }

  private static void addShort(List<String> words, String word) {
    if (word.length() > 5) {
      throw new IllegalArgumentException(word);
    }
    words.add(word);
  }

  @Test
  void anEventThatCannotBeEncodedDidNotHappen() {
    try (var host = disk.start(0)) {
      assertThatThrownBy(() -> host.append("\ud800"))
          .isInstanceOf(JournalException.class)
          .hasMessage(
              "Journal words: the event cannot be encoded as text: The text has half of a surrogate"
                  + " pair, which UTF-8 cannot hold; it did not happen");

      assertThat(host.state()).isEmpty();
      assertThat(host.journal().sequence()).isZero();
    }
  }

  @Test
  void anEventAppendedByAnEventIsRefusedBeforeAnythingChanges() {
    try (var journals = journals()) {
      var journal = new AtomicReference<BoundJournal<String>>();
      journal.set(
          journals.open(
              Disk.NAME,
              Disk.CODEC,
              Barrier.NONE,
              word -> journal.get().append("two"),
              Lineage.of(1),
              0));

      assertThatThrownBy(() -> journal.get().append("one"))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageStartingWith(
              "Journal words: an event is appended while one of journal words is applied");
      assertThat(journal.get().sequence()).isZero();
    }
  }

  @Test
  void aSubmittedEventTellsItsNumberWhenItIsDurable() throws Exception {
    try (var host = disk.start(0)) {
      var first = host.journal().submit("one");
      var second = host.journal().submit("two");
      host.journal().sync();

      assertThat(first.get(30, TimeUnit.SECONDS)).isEqualTo(1);
      assertThat(second.get(30, TimeUnit.SECONDS)).isEqualTo(2);
      assertThat(host.journal().status().durable()).isEqualTo(2);
    }
  }

  @Test
  void closingMakesWhatWasSubmittedDurable() {
    try (var host = disk.start(0)) {
      IntStream.range(0, 1000).forEach(i -> host.journal().submit("word" + i));
    }

    assertThat(disk.replayed(0)).hasSize(1000).startsWith("word0").endsWith("word999");
  }

  @Test
  void aClosedJournalRefusesEventsBeforeTheyHappen() {
    var host = disk.start(0);
    host.close();

    assertThatThrownBy(() -> host.append("one"))
        .isInstanceOf(JournalException.class)
        .hasMessage("The event did not happen; journal words takes none now: it is closed");
    assertThat(host.state()).isEmpty();
  }

  @Test
  void anInterruptEndsNeitherTheCallNorTheJournal() {
    try (var host = disk.start(0)) {
      Thread.currentThread().interrupt();
      host.append("one");

      assertThat(Thread.interrupted()).isTrue();
      host.append("two");
    }

    assertThat(disk.replayed(0)).containsExactly("one", "two");
  }

  @Test
  void anEventMayBeLargerThanWhatIsWrittenAtOnce() {
    String large = "x".repeat(1_000_000);
    try (var host = disk.start(0)) {
      host.append("one", large, "", "two");
    }

    assertThat(disk.replayed(0)).containsExactly("one", large, "", "two");
  }

  @Test
  void eventsOfManyThreadsComeBackOnceAndInTheOrderTheyWereApplied() throws Exception {
    List<String> applied;
    try (var host = disk.start(0)) {
      var threads = new ArrayList<Thread>();
      for (int i = 0; i < 64; i++) {
        String prefix = i + ":";
        threads.add(new Thread(() -> IntStream.range(0, 50).forEach(k -> host.append(prefix + k))));
      }
      threads.forEach(Thread::start);
      host.save();
      for (Thread thread : threads) {
        thread.join();
      }

      applied = List.copyOf(host.state());
      assertThat(host.journal().status().forces()).isLessThan(64 * 50);
    }

    assertThat(applied).hasSize(64 * 50).doesNotHaveDuplicates();
    assertThat(disk.replayed(0)).isEqualTo(applied);
  }

  @Test
  void whoHoldsTheLockOfTheStateMayAppendWhileOthersDo() throws Exception {
    var lock = new ReentrantLock();
    var words = new ArrayList<String>();
    try (var journals = journals()) {
      var journal =
          journals.open(Disk.NAME, Disk.CODEC, Barrier.of(lock), words::add, Lineage.of(1), 0);
      var other = new Thread(() -> IntStream.range(0, 200).forEach(i -> journal.append("other")));
      other.start();
      for (int i = 0; i < 200; i++) {
        lock.lock();
        try {
          journal.append("own");
        } finally {
          lock.unlock();
        }
      }
      other.join();
    }

    assertThat(words).hasSize(400);
    assertThat(disk.replayed(0)).isEqualTo(words);
  }

  @Test
  void noEventIsAppliedDuringACapture() throws Exception {
    try (var host = disk.start(0)) {
      var capturing = new CountDownLatch(1);
      var appender = new Thread(() -> host.append("late"));
      int seen =
          host.journal()
              .capture(
                  sequence -> {
                    appender.start();
                    capturing.countDown();
                    assertThat(sequence).isZero();
                    return host.state().size();
                  });
      appender.join();

      assertThat(seen).isZero();
      assertThat(host.state()).containsExactly("late");
    }
  }

  @Test
  void anEventAfterAnImageGoesToASegmentOfItsOwn() {
    try (var host = disk.start(0)) {
      host.append("one");
      host.save();
      host.save();
      host.append("two");
      host.save();

      assertThat(disk.segments()).hasSize(2);
    }

    assertThat(disk.replayed(0)).containsExactly("one", "two");
    assertThat(disk.replayed(1)).containsExactly("two");
  }

  @Test
  void anImageThatIsNeverSavedCostsNothing() {
    try (var host = disk.start(0)) {
      host.append("one");
      long sequence = host.journal().<Long>capture(number -> number);
      host.append("two");

      assertThat(sequence).isEqualTo(1);
      assertThat(host.journal().status().bytesSinceImage()).isEqualTo(14);
    }

    assertThat(disk.replayed(0)).containsExactly("one", "two");
  }

  @Test
  void aTimelineDoesNotSeeTheEventsOfAnother() {
    try (var host = disk.start(0)) {
      host.append("one", "two");
    }
    try (var host = disk.start(JournalLimits.DEFAULT, JournalListener.NONE, 2, 1)) {
      assertThat(host.state()).isEmpty();
      host.append("other");
    }

    try (var host = disk.start(JournalLimits.DEFAULT, JournalListener.NONE, 2, 1)) {
      assertThat(host.state()).containsExactly("other");
    }
    assertThat(disk.replayed(0)).containsExactly("one", "two");
  }

  @Test
  void aJournalThatHasGrownSaysSoOncePerImage() {
    var told = new CopyOnWriteArrayList<Long>();
    var limits = new JournalLimits(1000, 20, 1000, Duration.ofSeconds(30), false);
    try (var host = disk.start(limits, grown(told), 1, 0)) {
      host.append("12345678", "12345678", "12345678");
      await().until(() -> told.size() == 1);
      host.save();
      host.append("12345678", "12345678");
    }

    assertThat(told).hasSize(2).allMatch(bytes -> bytes >= 24);
  }

  private static JournalListener grown(List<Long> told) {
    return new JournalListener() {
      @Override
      public void grown(String journal, long bytes) {
        told.add(bytes);
      }

      @Override
      public void failed(String journal, JournalException failure) {}
    };
  }

  @Test
  void aJournalWithoutImageTakesSoMuchAndNoMore() {
    var limits = new JournalLimits(1000, 1000, 20, Duration.ofSeconds(30), false);
    try (var host = disk.start(limits, JournalListener.NONE, 1, 0)) {
      host.append("12345678", "12345678");

      assertThatThrownBy(() -> host.append("more"))
          .isInstanceOf(JournalException.class)
          .hasMessage(
              "The event did not happen; journal words takes none now: it has 24 bytes since the"
                  + " last image, and may have 20. It takes events again when an image is saved; the"
                  + " log tells why none was");
      host.save();
      host.append("more");

      assertThat(host.state()).containsExactly("12345678", "12345678", "more");
    }
  }

  @Test
  void aSuspendedJournalRefusesEventsWithTheReason() {
    try (var host = disk.start(0)) {
      host.journal().suspend("the component words is being restarted");
      assertThatThrownBy(() -> host.append("one"))
          .isInstanceOf(JournalException.class)
          .hasMessageEndingWith("takes none now: the component words is being restarted");
      host.journal().resume();
      host.append("two");

      assertThat(host.state()).containsExactly("two");
    }
  }

  @Test
  void segmentsThatNoImageNeedsAreRemoved() {
    try (var host = disk.start(0)) {
      host.append("one");
      host.save();
      host.append("two");
      host.save();
      host.append("three");

      host.journals().retain(List.of(new Mark(Disk.NAME, Lineage.of(1), 1)));
      assertThat(disk.segments()).hasSize(2);
      host.journals().retain(List.of(new Mark(Disk.NAME, Lineage.of(1), 2)));
      assertThat(disk.segments()).hasSize(1);
    }

    assertThat(disk.replayed(2)).containsExactly("three");
  }

  @Test
  void eventsSinceTheLastImageAreKeptWhateverTheMarks() {
    try (var host = disk.start(0)) {
      host.append("one");
      host.journal().<Long>capture(number -> number);
      host.append("two");

      host.journals().retain(List.of());
    }

    assertThat(disk.replayed(0)).containsExactly("one", "two");
  }

  @Test
  void anOldTimelineGoesWithItsLastImageAndOtherFilesStay() throws IOException {
    try (var host = disk.start(0)) {
      host.append("one");
    }
    Path other = Files.writeString(disk.directory().resolve("README"), "mine");

    try (var host = disk.start(JournalLimits.DEFAULT, JournalListener.NONE, 2, 0)) {
      host.append("other");
      host.journals().retain(List.of(new Mark(Disk.NAME, Lineage.of(1), 0)));
      assertThat(disk.segments()).hasSize(2);
      host.journals().retain(List.of(new Mark(Disk.NAME, Lineage.of(2), 0)));
      assertThat(disk.segments()).hasSize(1);
    }

    assertThat(other).exists();
  }

  @Test
  void aJournalThatNobodyHasOpenedOrNamedIsLeftAlone() {
    try (var host = disk.start(0)) {
      host.append("one");
    }

    try (var journals = journals()) {
      journals.retain(List.of(new Mark("others", Lineage.of(1), 0)));
    }

    assertThat(disk.replayed(0)).containsExactly("one");
  }

  @Test
  void aNameThatLeadsElsewhereIsRefused() {
    try (var journals = journals()) {
      for (String name : List.of("../images", "", "a/b", ".")) {
        assertThatThrownBy(
                () -> journals.open(name, Disk.CODEC, Barrier.NONE, word -> {}, Lineage.of(1), 0))
            .isInstanceOf(IllegalArgumentException.class)
            .hasMessage("The journal name \"" + name + "\" cannot be the name of a directory");
      }
    }
  }

  @Test
  void aJournalIsOpenOnce() {
    try (var host = disk.start(0)) {
      assertThatThrownBy(
              () ->
                  host.journals()
                      .open(Disk.NAME, Disk.CODEC, Barrier.NONE, word -> {}, Lineage.of(1), 0))
          .isInstanceOf(IllegalStateException.class)
          .hasMessage("Journal words is open already");
    }
  }

  @Test
  void recordsAreEventsByTheDefaultCodec() {
    var codec = StateCodec.smile(Added.class);
    try (var journals = journals()) {
      journals
          .open("sums", codec, Barrier.NONE, added -> {}, Lineage.of(1), 0)
          .append(new Added("x", 7));
    }

    var replayed = new ArrayList<Added>();
    try (var journals = journals()) {
      journals.open("sums", codec, Barrier.NONE, replayed::add, Lineage.of(1), 0);
    }

    assertThat(replayed).containsExactly(new Added("x", 7));
  }

  private Journals journals() {
    return Journals.directory(
        directory.resolve("journals"), JournalLimits.DEFAULT, JournalListener.NONE);
  }

  record Added(String key, int value) {}
}
