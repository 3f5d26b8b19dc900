package io.liveimage.crash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import io.liveimage.snapshot.Draft;
import io.liveimage.snapshot.Section;
import io.liveimage.snapshot.Snapshot;
import io.liveimage.snapshot.SnapshotException;
import io.liveimage.snapshot.SnapshotStore;
import io.liveimage.snapshot.StartFrom;
import io.liveimage.snapshot.StateCodec;
import io.liveimage.snapshot.WriteProgress;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

/**
 * The power is lost after each operation of saves and prunes, also of those that fail: the next
 * start finds the image that was acknowledged last, or the one that was being saved.
 */
class StoreCrashTest {

  private static final StateCodec<String> TEXT = StateCodec.text("txt");

  /** What was promised, by the number of operations the disk had done then. */
  private final TreeMap<Integer, Integer> begun = new TreeMap<>();

  private final TreeMap<Integer, Integer> acknowledged = new TreeMap<>();

  @BeforeEach
  void keepTheLogQuiet() {
    log().setLevel(Level.OFF);
  }

  @AfterEach
  void logAgain() {
    log().setLevel(null);
  }

  private static Logger log() {
    return (Logger) LoggerFactory.getLogger("io.liveimage.snapshot");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3})
  void findsTheLastImageAfterAPowerLossInASave(int sections) {
    Disk disk = new Disk(Tree.EMPTY);
    saveTwice(disk, sections);

    explore("2 saves of " + sections + " sections", disk);
  }

  @Test
  void findsTheLastImageAfterAPowerLossInAPrune() {
    Disk disk = new Disk(Tree.EMPTY);
    SnapshotStore store = store(disk);
    for (int number = 1; number <= 4; number++) {
      save(disk, store, number, 1);
      store.prune(2, 0);
    }

    explore("4 saves, each pruned to 2 images", disk);
  }

  @Test
  void findsTheLastImageAfterAPowerLossInOrAfterASaveThatFailed() {
    int operations = operationsOfASave();
    for (int failing = 0; failing < operations; failing++) {
      begun.clear();
      acknowledged.clear();
      Disk disk = new Disk(afterOneSave());
      SnapshotStore store = store(disk);
      acknowledged.put(0, 1);
      disk.failingAt(failing);

      saveOrFail(disk, store, 2);
      save(disk, store, 3, 1);

      explore("operation " + (failing + 1) + " of a save fails, the next save does not", disk);
    }
  }

  @Test
  void findsTheLastImageWhenThePowerIsLostAfterTheProcessWasKilledAndStartedAgain() {
    Disk disk = new Disk(Tree.of("/home/"));
    saveTwice(disk, 1);
    var exploration = new Exploration<>("killed, started, saved", StoreCrashTest::start);
    for (int kill = 0; kill <= disk.operationCount(); kill++) {
      Disk restarted = disk.after(kill);
      int acknowledgedBefore = at(kill, acknowledged);
      startAndSave(restarted);
      int saved = restarted.operationCount();

      exploration.explore(
          restarted,
          kill,
          (moment, found) -> moment < saved ? found >= acknowledgedBefore : found == 9);
    }
    System.out.println(exploration);
  }

  @Test
  void goesOnSavingAfterEachPowerLoss() {
    Disk disk = new Disk(Tree.EMPTY);
    saveTwice(disk, 1);

    var exploration = new Exploration<>("a save after a power loss", StoreCrashTest::startAndSave);

    System.out.println(exploration.explore(disk, (moment, found) -> found.equals(9)));
  }

  /** A test that could not fail would show nothing. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "/",
        "/home",
        "/home/images",
        "/home/images/.tmp-000000[12]",
        "/home/images/.tmp-000000[12]/MANIFEST.json",
        "/home/images/.tmp-000000[12]/state0.txt"
      })
  void noticesEachForceThatIsMissing(String forgotten) {
    Disk disk = new Disk(Tree.EMPTY).ignoringForces(path -> path.matches(forgotten));
    saveTwice(disk, 1);

    assertThatThrownBy(() -> explore("without forcing " + forgotten, disk))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("a start f");
  }

  private void explore(String name, Disk disk) {
    System.out.println(new Exploration<>(name, StoreCrashTest::start).explore(disk, this::isKept));
  }

  private boolean isKept(int moment, int found) {
    return found >= at(moment, acknowledged) && found <= at(moment, begun);
  }

  private static int at(int moment, TreeMap<Integer, Integer> promises) {
    var entry = promises.floorEntry(moment);
    return entry == null ? 0 : entry.getValue();
  }

  private void saveTwice(Disk disk, int sections) {
    SnapshotStore store = store(disk);
    save(disk, store, 1, sections);
    save(disk, store, 2, sections);
  }

  private void save(Disk disk, SnapshotStore store, int number, int sections) {
    begun.put(disk.operationCount(), number);
    store.write(draft(number, sections), WriteProgress.NONE);
    acknowledged.put(disk.operationCount(), number);
  }

  private void saveOrFail(Disk disk, SnapshotStore store, int number) {
    try {
      save(disk, store, number, 2);
    } catch (SnapshotException e) {
      assertThat(e).hasMessageContaining("/home/images");
    }
  }

  private static int operationsOfASave() {
    Disk disk = new Disk(afterOneSave());
    store(disk).write(draft(2, 2), WriteProgress.NONE);
    return disk.operationCount();
  }

  private static Tree afterOneSave() {
    Disk disk = new Disk(Tree.EMPTY);
    store(disk).write(draft(1, 2), WriteProgress.NONE);
    return disk.tree();
  }

  private static Draft draft(int number, int sections) {
    return new Draft(
        "test", 0, IntStream.range(0, sections).mapToObj(i -> section(i, number)).toList());
  }

  private static Section section(int index, int number) {
    return Section.of("state" + index, TEXT, "state " + index + " of image " + number);
  }

  private static SnapshotStore store(Disk disk) {
    Path images = disk.home().resolve("images");
    return SnapshotStore.directory(images);
  }

  private static int start(Disk disk) {
    return store(disk).open(StartFrom.NEWEST).map(StoreCrashTest::number).orElse(0);
  }

  private static int startAndSave(Disk disk) {
    start(disk);
    store(disk).write(draft(9, 1), WriteProgress.NONE);
    return start(new Disk(disk.tree()));
  }

  /** Returns which image it is, and makes sure that it is of one piece. */
  private static int number(Snapshot image) {
    List<String> found =
        image.sectionNames().stream()
            .map(name -> image.section(name).orElseThrow().decode(TEXT))
            .toList();
    int number = Integer.parseInt(found.get(0).substring(found.get(0).lastIndexOf(' ') + 1));
    assertThat(found)
        .isEqualTo(
            IntStream.range(0, found.size())
                .mapToObj(i -> "state " + i + " of image " + number)
                .toList());
    return number;
  }
}
