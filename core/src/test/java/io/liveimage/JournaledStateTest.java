package io.liveimage;

import static io.liveimage.StateOption.captureTimeout;
import static io.liveimage.StateOption.guardedBy;
import static org.assertj.core.api.Assertions.as;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import io.liveimage.journal.Journal;
import io.liveimage.journal.JournalException;
import io.liveimage.journal.JournalStatus;
import io.liveimage.snapshot.StateCodec;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import java.util.concurrent.locks.StampedLock;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.node.ObjectNode;

/** State with a journal, in a host that crashes now and then. */
@ExtendWith(NoThreadIsLeft.class)
class JournaledStateTest {
  @TempDir Path directory;

  private final List<Lifecycle> started = new ArrayList<>();

  /** Words in the order in which they came. */
  private static class Words {
    record State(List<String> words) {}

    record Added(String word) {}

    private final ReentrantLock lock = new ReentrantLock();
    final List<String> words = new ArrayList<>();
    private Journal<Added> journal;

    State state() {
      return new State(words);
    }

    void restore(State state) {
      words.clear();
      words.addAll(state.words());
    }

    void apply(Added added) {
      if (added.word().isBlank()) {
        throw new IllegalArgumentException("no word");
      }
      words.add(added.word());
    }

    void add(String... added) {
      Stream.of(added).forEach(word -> journal.append(new Added(word)));
    }
  }

  private Path home() {
    return directory.resolve("home");
  }

  private Lifecycle.Builder host(Path home, Words words) {
    return Lifecycle.forTest(home)
        .name("words")
        .state(
            "words", words, Words.State.class, Words::state, Words::restore, guardedBy(words.lock))
        .journal("words", Words.Added.class, words::apply, journal -> words.journal = journal);
  }

  private Lifecycle start(Words words, String... settings) {
    Lifecycle.Builder host = host(home(), words);
    for (int i = 0; i < settings.length; i += 2) {
      host.set(settings[i], settings[i + 1]);
    }
    Lifecycle lifecycle = host.start();
    started.add(lifecycle);
    return lifecycle;
  }

  /** Leaves the run directory as a process does that is killed now. */
  private void crash() throws IOException {
    Path copy = directory.resolve("copy");
    Files.walkFileTree(home(), new Copy(home(), copy));
    stopAll();
    Files.move(home(), directory.resolve("lost-" + System.nanoTime()));
    Files.move(copy, home());
  }

  /** Copies all but the lock, which must not be opened. */
  private static final class Copy extends SimpleFileVisitor<Path> {
    private final Path from;
    private final Path to;

    Copy(Path from, Path to) {
      this.from = from;
      this.to = to;
    }

    @Override
    public FileVisitResult preVisitDirectory(Path path, BasicFileAttributes attributes)
        throws IOException {
      Files.copy(
          path,
          to.resolve(from.relativize(path)),
          java.nio.file.StandardCopyOption.COPY_ATTRIBUTES);
      return FileVisitResult.CONTINUE;
    }

    /** A file that is written beside the host, such as a report, may get its name just now. */
    @Override
    public FileVisitResult visitFileFailed(Path path, IOException failure) {
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFile(Path path, BasicFileAttributes attributes) throws IOException {
      String name = path.getFileName().toString();
      if (!name.equals("lock") && !name.endsWith(".tmp")) {
        Files.copy(
            path,
            to.resolve(from.relativize(path)),
            java.nio.file.StandardCopyOption.COPY_ATTRIBUTES);
      }
      return FileVisitResult.CONTINUE;
    }
  }

  @AfterEach
  void stopAll() {
    started.forEach(each -> each.requestStop(StopRequest.by("the test").discarding()).join());
    started.clear();
  }

  private List<String> wordsAfterStart(String... settings) {
    Words words = new Words();
    start(words, settings);
    return words.words;
  }

  @Test
  void whatWasAppendedIsThereAfterACrashWithoutAnyImage() throws Exception {
    Words words = new Words();
    start(words);
    words.add("Riesling", "Merlot");
    crash();

    assertThat(wordsAfterStart()).containsExactly("Riesling", "Merlot");
  }

  @Test
  void eventsThatTheImageIncludesAreNotAppliedAgain() throws Exception {
    Words words = new Words();
    Lifecycle lifecycle = start(words);
    words.add("a");
    lifecycle.save("the test");
    words.add("b");
    crash();

    assertThat(wordsAfterStart()).containsExactly("a", "b");
  }

  @Test
  void aStopSavesAllAndTheNextStartAppliesNothing() throws Exception {
    Words words = new Words();
    Lifecycle first = start(words);
    words.add("a", "b");
    first.close();

    Words again = new Words();
    Lifecycle second = start(again);

    assertThat(again.words).containsExactly("a", "b");
    assertThat(second.journals())
        .extracting(JournalStatus::name, JournalStatus::sequence, JournalStatus::bytesSinceImage)
        .containsExactly(org.assertj.core.groups.Tuple.tuple("words", 2L, 0L));
  }

  @Test
  void manyCrashesWithSavesBetweenLoseNothingAndDoubleNothing() throws Exception {
    List<String> all = new ArrayList<>();
    for (int round = 0; round < 12; round++) {
      Words words = new Words();
      Lifecycle lifecycle = start(words);
      assertThat(words.words).isEqualTo(all);
      for (int i = 0; i < 3; i++) {
        String word = round + "." + i;
        words.add(word);
        all.add(word);
        if (round % 3 == i) {
          lifecycle.save("the test");
        }
      }
      crash();
    }
    assertThat(wordsAfterStart()).isEqualTo(all);
  }

  @Test
  void anEventThatCannotBeAppliedHasNotHappened() throws Exception {
    Words words = new Words();
    start(words);
    words.add("a");

    assertThatThrownBy(() -> words.add(" "))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("no word");
    words.add("b");
    crash();

    assertThat(wordsAfterStart()).containsExactly("a", "b");
  }

  @Test
  void aDamagedNewestImageCostsNothing() throws Exception {
    Words words = new Words();
    Lifecycle lifecycle = start(words);
    words.add("a");
    lifecycle.save("the test");
    words.add("b");
    lifecycle.save("the test");
    words.add("c");
    crash();
    Files.writeString(home().resolve("images/0000002/words.smile"), "damaged");

    assertThat(wordsAfterStart()).containsExactly("a", "b", "c");
  }

  @Test
  void anOlderImageIsStartedFromAsItWasAndItsNewEventsDoNotMixWithTheOld() throws Exception {
    Words words = new Words();
    Lifecycle first = start(words);
    words.add("a");
    first.save("the test");
    words.add("b");
    first.save("the test");
    words.add("c");
    crash();

    Words older = new Words();
    start(older, "liveimage.start", "1");
    assertThat(older.words).containsExactly("a");
    older.add("d");
    crash();

    assertThat(wordsAfterStart()).containsExactly("a", "d");
  }

  @Test
  void anEmptyStartIsGoneOnFromAlsoWhenItNeverSaved() throws Exception {
    Words words = new Words();
    Lifecycle first = start(words);
    words.add("a");
    first.close();
    Words anew = new Words();
    start(anew, "liveimage.start", "empty");
    anew.add("z");
    crash();

    assertThat(wordsAfterStart()).containsExactly("z");
  }

  @Test
  void aSkippedSectionIsSkippedAgainUntilAnImageIsSavedAndNoEventIsLost() throws Exception {
    Words words = new Words();
    Lifecycle first = start(words);
    words.add("a");
    first.close();
    for (String word : List.of("x", "y")) {
      Words anew = new Words();
      start(anew, "liveimage.restore.skip", "words@1");
      anew.add(word);
      crash();
    }

    Words last = new Words();
    Lifecycle lifecycle = start(last);
    assertThat(last.words).containsExactly("x", "y");
    assertThat(lifecycle.save("the test").generation()).hasValue(2);
    assertThat(home().resolve("images/0000002/words.1.smile")).exists();
    crash();
    assertThat(wordsAfterStart()).containsExactly("x", "y");
  }

  @Test
  void aHostThatHadImagesBeforeItHadJournalsGoesOnFromThem() throws Exception {
    Words words = new Words();
    words.words.add("old");
    try (Lifecycle before = Lifecycle.forTest(home()).start()) {
      before.state("words", words, Words.State.class, Words::state, Words::restore);
    }
    Words journaled = new Words();
    start(journaled);
    journaled.add("new");
    crash();

    assertThat(wordsAfterStart()).containsExactly("old", "new");
  }

  @Test
  void anEventThatCannotBeReplayedRefusesTheStartAndLosesNothing() throws Exception {
    Words words = new Words();
    start(words);
    words.add("a", "b");
    crash();
    Words strict =
        new Words() {
          @Override
          void apply(Added added) {
            throw new IllegalStateException("not any more: " + added.word());
          }
        };

    assertThatThrownBy(() -> host(home(), strict).start())
        .isInstanceOf(LifecycleException.class)
        .hasMessageStartingWith("The journal of state \"words\" could not be opened: ")
        .hasMessageContaining("not any more: a");

    assertThat(wordsAfterStart()).containsExactly("a", "b");
  }

  @Test
  void aJournalThatLacksEventsIsForAPersonToDecideOn() throws Exception {
    Words words = new Words();
    Lifecycle lifecycle = start(words);
    words.add("a", "b");
    lifecycle.save("the test");
    words.add("c");
    crash();
    Files.move(home().resolve("images"), directory.resolve("images"));
    Files.delete(home().resolve("journals/words/0001-000000000001.journal"));

    assertThatThrownBy(this::wordsAfterStart)
        .isInstanceOfSatisfying(
            LifecycleException.class,
            refused -> assertThat(refused.exitCode()).isEqualTo(ExitCodes.CONFIGURATION))
        .hasNoCause()
        .hasMessageContaining("the events 1 to 2 are missing")
        .hasMessageContaining("liveimage.journal.damage=cut");
    assertThat(wordsAfterStart("liveimage.start", "empty")).isEmpty();
  }

  @Test
  void anEventThatIsAppendedWhileAnotherJournalsIsAppliedIsRefusedSinceItWouldHappenTwice()
      throws Exception {
    Words words = new Words();
    Words copies = new Words();
    Lifecycle lifecycle = Lifecycle.forTest(home()).start();
    started.add(lifecycle);
    lifecycle.state("copies", Words.State.class, copies::state, copies::restore);
    copies.journal = lifecycle.journal("copies", Words.Added.class, copies::apply);
    lifecycle.state("words", Words.State.class, words::state, words::restore);
    words.journal =
        lifecycle.journal("words", Words.Added.class, added -> copies.add(added.word()));

    assertThatThrownBy(() -> words.add("a"))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageStartingWith(
            "Journal copies: an event is appended while one of journal words is applied");
    assertThat(copies.words).isEmpty();
    assertThat(words.journal.sequence()).isZero();
  }

  @Test
  void aJournalThatTheCodeDoesNotOpenAnyMoreIsToldOfAtTheNextSave() throws Exception {
    Words words = new Words();
    Lifecycle first = start(words);
    words.add("a");
    first.close();

    try (CapturedLog log = new CapturedLog();
        Lifecycle second = Lifecycle.forTest(home()).start()) {
      second.state("words", Words.State.class, words::state, state -> {});
      second.save("the test");
      second.save("the test");

      assertThat(log.at(Level.WARN))
          .singleElement()
          .asString()
          .startsWith(
              "State words has a journal that this code does not open: its events after 1 ");
    }
  }

  @Test
  void aStartThatPassesEventsOverSaysSo() throws Exception {
    Words words = new Words();
    Lifecycle first = start(words);
    words.add("a");
    first.close();

    try (CapturedLog log = new CapturedLog()) {
      start(new Words(), "liveimage.start", "empty");

      assertThat(log.at(Level.WARN))
          .singleElement()
          .asString()
          .startsWith("words is started without an image as it was: the events journaled since");
    }
  }

  @Test
  void whileAComponentIsRestartedItsJournalTakesNothing() {
    Words words = new Words();
    AtomicReference<Throwable> refused = new AtomicReference<>();
    Component component =
        new Component() {
          @Override
          public void stop() {
            try {
              words.add("too late");
            } catch (JournalException e) {
              refused.set(e);
            }
          }
        };
    Lifecycle lifecycle =
        Lifecycle.forTest(home())
            .state("words", Words.State.class, words::state, words::restore)
            .journal("words", Words.Added.class, words::apply, journal -> words.journal = journal)
            .component("words", component)
            .start();
    started.add(lifecycle);
    words.add("a");

    lifecycle.restart("words");
    words.add("b");

    assertThat(refused.get()).hasMessageContaining("words is being restarted");
    assertThat(words.words).containsExactly("a", "b");
  }

  @Test
  void aJournalThatHasGrownIsSavedAndItsOldEventsAreRemoved() throws Exception {
    Words words = new Words();
    Lifecycle lifecycle = start(words, "liveimage.journal.checkpoint", "1k");
    for (int i = 0; i < 1000; i++) {
      words.add("word " + i);
    }

    await()
        .atMost(Background.LIMIT)
        .until(() -> lifecycle.generation().orElse(0) >= 6 || add(words));
    long bytes = 0;
    try (Stream<Path> files = Files.list(home().resolve("journals/words"))) {
      for (Path file : files.toList()) {
        bytes += Files.size(file);
      }
    }

    assertThat(bytes).isLessThan(lifecycle.journals().get(0).bytes());
  }

  private static boolean add(Words words) {
    words.add("another word");
    return false;
  }

  @Test
  void aJournalNeedsItsStateFirst() {
    assertThatThrownBy(
            () -> Lifecycle.forTest(home()).journal("words", Words.Added.class, a -> {}, j -> {}))
        .hasMessage("State \"words\" is not registered; it has to be before its journal is.");
    try (Lifecycle lifecycle = Lifecycle.forTest(home()).start()) {
      assertThatThrownBy(() -> lifecycle.journal("words", Words.Added.class, a -> {}))
          .isInstanceOf(LifecycleException.class)
          .hasMessage(
              "State \"words\" is not registered; it has to be before its journal is opened.");
    }
  }

  @Test
  void aStateHasOneJournal() {
    Words words = new Words();
    Lifecycle lifecycle = start(words);

    assertThatThrownBy(() -> lifecycle.journal("words", Words.Added.class, words::apply))
        .isInstanceOf(LifecycleException.class)
        .hasMessage("State \"words\" has a journal already.");
    words.add("a");
    assertThat(words.words).containsExactly("a");
  }

  @Test
  void anEventThatComesBetweenTheCaptureAndTheStopOfARestartIsRefusedOrKept() throws Exception {
    Words words = new Words();
    List<String> acknowledged = new ArrayList<>();
    Runnable append = () -> addOrBeRefused(words, "just now", acknowledged);
    Lifecycle lifecycle =
        Lifecycle.forTest(home())
            .state(
                "words",
                Words.State.class,
                words::state,
                words::restore,
                guardedBy(new LockWithSequel(append)))
            .journal("words", Words.Added.class, words::apply, journal -> words.journal = journal)
            .component("words", new Component() {})
            .start();
    started.add(lifecycle);

    lifecycle.restart("words");
    lifecycle.save("the test");
    crash();

    assertThat(wordsAfterStart()).isEqualTo(acknowledged);
  }

  private static void addOrBeRefused(Words words, String word, List<String> acknowledged) {
    try {
      words.add(word);
      acknowledged.add(word);
    } catch (JournalException e) {
      assertThat(e).hasMessageContaining("The event did not happen");
    }
  }

  /** A lock after whose first use something happens at once. */
  private static final class LockWithSequel extends ReentrantLock {
    private static final long serialVersionUID = 1;
    private final transient Runnable sequel;
    private boolean done;

    LockWithSequel(Runnable sequel) {
      this.sequel = sequel;
    }

    @Override
    public void unlock() {
      super.unlock();
      if (!isHeldByCurrentThread() && !done) {
        done = true;
        sequel.run();
      }
    }
  }

  @Test
  void aLockThatCannotBeTakenTwiceGuardsAJournaledState() throws Exception {
    Words words = new Words();
    Lifecycle lifecycle =
        Lifecycle.forTest(home())
            .state(
                "words",
                Words.State.class,
                words::state,
                words::restore,
                guardedBy(new StampedLock().asWriteLock()),
                captureTimeout(Duration.ofSeconds(1)))
            .journal("words", Words.Added.class, words::apply, journal -> words.journal = journal)
            .start();
    started.add(lifecycle);
    words.add("a");

    assertThat(lifecycle.save("the test").failure()).isEmpty();
  }

  @Test
  void aJournalThatIsOpenedAfterSavesBuildsOnTheLastOfThem() throws Exception {
    Words words = new Words();
    Lifecycle lifecycle = Lifecycle.forTest(home()).start();
    started.add(lifecycle);
    lifecycle.state("words", words, Words.State.class, Words::state, Words::restore);
    words.words.add("saved");
    lifecycle.save("the test");
    words.journal = lifecycle.journal("words", Words.Added.class, words::apply);
    words.add("appended");
    crash();

    assertThat(wordsAfterStart()).containsExactly("saved", "appended");
  }

  private Lifecycle startTwo(Words words, Words others, String... settings) {
    Lifecycle.Builder host =
        host(home(), words)
            .state("others", others, Words.State.class, Words::state, Words::restore)
            .journal(
                "others", Words.Added.class, others::apply, journal -> others.journal = journal);
    for (int i = 0; i < settings.length; i += 2) {
      host.set(settings[i], settings[i + 1]);
    }
    Lifecycle lifecycle = host.start();
    started.add(lifecycle);
    return lifecycle;
  }

  @Test
  void skippingOneSectionLosesNoEventOfAnother() throws Exception {
    Words words = new Words();
    Words others = new Words();
    Lifecycle first = startTwo(words, others);
    words.add("a");
    others.add("A");
    first.save("the test");
    words.add("b");
    others.add("B");
    crash();

    Words without = new Words();
    Words kept = new Words();
    startTwo(without, kept, "liveimage.restore.skip", "words@1");
    assertThat(without.words).isEmpty();
    assertThat(kept.words).containsExactly("A", "B");
    without.add("x");
    kept.add("C");
    crash();

    Words again = new Words();
    Words keptAgain = new Words();
    Lifecycle third = startTwo(again, keptAgain);
    assertThat(again.words).containsExactly("x");
    assertThat(keptAgain.words).containsExactly("A", "B", "C");
    third.save("the test");
    again.add("y");
    keptAgain.add("D");
    crash();

    Words last = new Words();
    Words keptLast = new Words();
    startTwo(last, keptLast);
    assertThat(last.words).containsExactly("x", "y");
    assertThat(keptLast.words).containsExactly("A", "B", "C", "D");
  }

  @Test
  void sectionsThatAreSkippedOneAfterTheOtherStaySkipped() throws Exception {
    Words words = new Words();
    Words others = new Words();
    Lifecycle first = startTwo(words, others);
    words.add("a", "b");
    others.add("A", "B");
    first.save("the test");
    crash();

    Words without = new Words();
    startTwo(without, new Words(), "liveimage.restore.skip", "words@1");
    without.add("x");
    crash();
    Words second = new Words();
    Words otherSecond = new Words();
    startTwo(second, otherSecond, "liveimage.restore.skip", "others@1");
    assertThat(second.words).containsExactly("x");
    assertThat(otherSecond.words).isEmpty();
    second.add("y");
    otherSecond.add("X");
    crash();

    Words last = new Words();
    Words otherLast = new Words();
    startTwo(last, otherLast);
    assertThat(last.words).containsExactly("x", "y");
    assertThat(otherLast.words).containsExactly("X");
  }

  @Test
  void aStateThatComesBackAfterImagesWithoutItHasItsEventsThoughAnotherWasSkippedMeanwhile()
      throws Exception {
    Words words = new Words();
    Words others = new Words();
    Lifecycle first = startTwo(words, others);
    words.add("a");
    others.add("A");
    first.save("the test");
    others.add("B");
    crash();

    Words without = new Words();
    Lifecycle second = start(without, "liveimage.restore.skip", "words@1");
    without.add("x");
    second.save("the test");
    second.save("the test");
    crash();

    Words last = new Words();
    Words back = new Words();
    startTwo(last, back);
    assertThat(last.words).containsExactly("x");
    assertThat(back.words).containsExactly("A", "B");
  }

  @Test
  void aDamagedImageAfterASkippedSectionCostsNothing() throws Exception {
    Words words = new Words();
    Words others = new Words();
    Lifecycle first = startTwo(words, others);
    words.add("a", "b", "c", "d");
    others.add("A");
    first.close();
    Words without = new Words();
    Words kept = new Words();
    Lifecycle second = startTwo(without, kept, "liveimage.restore.skip", "words@1");
    without.add("x");
    kept.add("B");
    second.save("the test");
    without.add("y");
    second.save("the test");
    crash();
    Files.writeString(home().resolve("images/0000002/words.smile"), "damaged");
    Files.writeString(home().resolve("images/0000003/words.smile"), "damaged");

    Words last = new Words();
    Words keptLast = new Words();
    startTwo(last, keptLast);
    assertThat(last.words).containsExactly("x", "y");
    assertThat(keptLast.words).containsExactly("A", "B");
  }

  @Test
  void aCopyWithoutItsJournalsStartsFromTheImageAndSaysWhatIsMissing() throws Exception {
    Words words = new Words();
    Lifecycle first = start(words);
    words.add("a");
    first.save("the test");
    words.add("b");
    crash();
    Files.move(home().resolve("journals"), directory.resolve("journals"));

    try (CapturedLog log = new CapturedLog()) {
      assertThat(wordsAfterStart()).containsExactly("a");

      assertThat(log.at(Level.WARN))
          .singleElement(as(STRING))
          .contains("Image 1 was saved by a host with journals, but")
          .contains("TIMELINE is missing");
    }
  }

  private record Weighed(String word, int grams) {}

  @Test
  void eventsOfAnOlderSchemaAreMigratedBesideNewOnes() throws Exception {
    Words words = new Words();
    start(words);
    words.add("Riesling");
    crash();
    StateCodec<Weighed> codec =
        StateCodec.smile(Weighed.class)
            .schema(2, (fromVersion, tree) -> ((ObjectNode) tree).put("grams", 750));
    Words weighed = weighed(codec, new Weighed("Merlot", 375));
    assertThat(weighed.words).containsExactly("Riesling 750", "Merlot 375");
    crash();

    Words last = weighed(codec, new Weighed("Grappa", 20));

    assertThat(last.words).containsExactly("Riesling 750", "Merlot 375", "Grappa 20");
  }

  private Words weighed(StateCodec<Weighed> codec, Weighed event) {
    Words words = new Words();
    started.add(
        Lifecycle.forTest(home())
            .state("words", Words.State.class, words::state, words::restore)
            .journal(
                "words",
                codec,
                each -> words.words.add(each.word() + " " + each.grams()),
                journal -> journal.append(event))
            .start());
    return words;
  }
}
