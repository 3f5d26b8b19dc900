package io.liveimage.crash;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import io.liveimage.journal.JournalException;
import io.liveimage.snapshot.SnapshotException;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

/**
 * The power is lost after each operation of a host with a journal: the next start finds each
 * acknowledged event once, in order, and of the others the first ones or none.
 */
class JournalCrashTest {

  private static final Tree HOME = Tree.of("/home/");

  /** How many numbers were promised, by the number of operations the disk had done then. */
  private final TreeMap<Integer, Integer> acknowledged = new TreeMap<>();

  private List<Long> applied = List.of();

  @BeforeEach
  void keepTheLogQuiet() {
    log().setLevel(Level.OFF);
  }

  @AfterEach
  void logAgain() {
    log().setLevel(null);
  }

  private static Logger log() {
    return (Logger) LoggerFactory.getLogger("io.liveimage");
  }

  @Test
  void findsEachAcknowledgedEventAfterAPowerLossInAnAppend() {
    Disk disk = new Disk(HOME);
    run(disk, "aaa");

    explore("3 appends", disk);
  }

  @Test
  void findsEachAcknowledgedEventAfterAPowerLossInAGroup() {
    Disk disk = new Disk(HOME);
    run(disk, "gag");

    explore("groups of appends", disk);
  }

  @Test
  void findsEachAcknowledgedEventAfterAPowerLossBetweenImagesAndSegments() {
    Disk disk = new Disk(HOME);
    run(disk, "asasaasa");

    explore("appends and 3 saves, of which 2 stay", disk);
  }

  @Test
  void findsEachAcknowledgedEventAfterAnOperationThatFailed() {
    Disk good = new Disk(HOME);
    run(good, "aasa");
    for (int failing = 0; failing < good.operationCount(); failing++) {
      acknowledged.clear();
      Disk disk = new Disk(HOME).failingAt(failing);
      run(disk, "aasa");

      explore("operation " + (failing + 1) + " fails: " + good.label(failing), disk);
    }
  }

  @Test
  void findsEachAcknowledgedEventWhenThePowerIsLostAfterTheProcessWasKilledAndStartedAgain() {
    Disk first = new Disk(HOME);
    run(first, "asa");
    var promises = new TreeMap<>(acknowledged);
    var exploration =
        new Exploration<>("killed, started, appended, saved", JournalCrashTest::found);
    for (int kill = 0; kill <= first.operationCount(); kill++) {
      Disk restarted = first.after(kill);
      acknowledged.clear();
      acknowledged.put(0, at(kill, promises));
      run(restarted, "asa");

      exploration.explore(restarted, kill, this::isKept);
    }
    System.out.println(exploration);
  }

  /** A test that could not fail would show nothing. */
  @ParameterizedTest
  @ValueSource(
      strings = {"/home", "/home/journals", "/home/journals/[^/]+", "/home/journals/[^/]+/[^/]+"})
  void noticesEachForceThatIsMissing(String forgotten) {
    Disk disk = new Disk(HOME).ignoringForces(path -> path.matches(forgotten));
    run(disk, "aasa");

    assertThatThrownBy(() -> explore("without forcing " + forgotten, disk))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("a start f");
  }

  private void explore(String name, Disk disk) {
    System.out.println(
        new Exploration<>(name, JournalCrashTest::found).explore(disk, this::isKept));
  }

  private static List<Long> found(Disk disk) {
    return Ledger.found(disk.home());
  }

  private boolean isKept(int moment, List<Long> found) {
    return found.size() >= at(moment, acknowledged)
        && found.size() <= applied.size()
        && found.equals(applied.subList(0, found.size()));
  }

  private static int at(int moment, TreeMap<Integer, Integer> promises) {
    var entry = promises.floorEntry(moment);
    return entry == null ? 0 : entry.getValue();
  }

  /** Starts a host and lets it append (a), append a group (g) or save (s). */
  private void run(Disk disk, String steps) {
    try (Ledger ledger = startOrAgain(disk)) {
      for (char step : steps.toCharArray()) {
        boolean promised = step(ledger, step);
        applied = ledger.numbers();
        if (promised) {
          acknowledged.put(disk.operationCount(), applied.size());
        }
      }
    }
  }

  private static Ledger startOrAgain(Disk disk) {
    try {
      return Ledger.start(disk.home());
    } catch (JournalException e) {
      return Ledger.start(disk.home());
    }
  }

  /** Does one step, and a save after an append that failed, as a host does. */
  private static boolean step(Ledger ledger, char step) {
    try {
      switch (step) {
        case 'a' -> ledger.append(next(ledger));
        case 'g' -> group(ledger);
        default -> ledger.save();
      }
      return true;
    } catch (JournalException e) {
      return step != 's' && step(ledger, 's');
    } catch (SnapshotException e) {
      return false;
    }
  }

  private static void group(Ledger ledger) {
    for (int i = 0; i < 3; i++) {
      ledger.submit(next(ledger));
    }
    ledger.sync();
  }

  private static long next(Ledger ledger) {
    return ledger.numbers().size() + 1;
  }
}
