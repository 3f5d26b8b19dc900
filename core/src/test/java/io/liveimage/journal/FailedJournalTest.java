package io.liveimage.journal;

import static io.liveimage.journal.FaultyDisk.Operation.FORCE;
import static io.liveimage.journal.FaultyDisk.Operation.TRUNCATE;
import static io.liveimage.journal.FaultyDisk.Operation.WRITE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.liveimage.journal.FaultyDisk.Operation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class FailedJournalTest {
  @TempDir private Path directory;
  private final List<JournalException> failures = Collections.synchronizedList(new ArrayList<>());
  private FaultyDisk faulty;
  private Disk disk;

  @BeforeEach
  void useDisk() {
    faulty = new FaultyDisk(directory);
    disk = new Disk(directory);
  }

  private Disk.Started start(long after) {
    return start(JournalLimits.DEFAULT, after);
  }

  private Disk.Started start(JournalLimits limits, long after) {
    return new Disk(faulty.path(directory)).start(limits, failures(), 1, after);
  }

  private JournalListener failures() {
    return new JournalListener() {
      @Override
      public void grown(String journal, long bytes) {}

      @Override
      public void failed(String journal, JournalException failure) {
        failures.add(failure);
      }
    };
  }

  private void failOn(Operation... failing) {
    faulty.fault(
        (operation, file) -> {
          if (List.of(failing).contains(operation)) {
            throw new IOException("No space left on device");
          }
        });
  }

  private void repair() {
    faulty.fault((operation, file) -> {});
  }

  @Test
  void anEventThatCannotBeWrittenIsInDoubtAndLaterOnesAreRefusedBeforeTheyHappen() {
    try (var host = start(0)) {
      host.append("one");
      failOn(WRITE);

      assertThatThrownBy(() -> host.append("two"))
          .isInstanceOf(InDoubtException.class)
          .hasMessage(
              "Journal words cannot be written in %s: No space left on device. The events after"
                      .formatted(disk.directory())
                  + " number 1 are applied, and may or may not be on the disk; it takes no more until"
                  + " an image is saved, which includes them");
      assertThatThrownBy(() -> host.append("three"))
          .isInstanceOf(JournalException.class)
          .isNotInstanceOf(InDoubtException.class)
          .hasMessageStartingWith("The event did not happen; journal words takes none now: ");
      assertThatThrownBy(() -> host.journal().sync()).isInstanceOf(InDoubtException.class);
      assertThat(host.state()).containsExactly("one", "two");
      assertThat(host.journal().status().failure()).isPresent();
      await().atMost(Duration.ofSeconds(30)).until(() -> failures.size() == 1);
    }

    assertThat(disk.replayed(0)).containsExactly("one");
  }

  @Test
  void aSubmittedEventThatCannotBeWrittenIsInDoubt() {
    failOn(WRITE);
    try (var host = start(0)) {
      var submitted = host.journal().submit("one");

      assertThatThrownBy(() -> submitted.get(30, TimeUnit.SECONDS))
          .isInstanceOf(ExecutionException.class)
          .hasCauseInstanceOf(InDoubtException.class);
    }
  }

  @Test
  void afterAnImageAFailedJournalGoesOnAndMissesNoEvent() {
    for (Operation[] failing :
        List.of(all(WRITE), all(FORCE), all(WRITE, TRUNCATE), all(FORCE, TRUNCATE))) {
      Path files = directory.resolve(failing.length + failing[0].name());
      var own = new Disk(files);
      try (var host = new Disk(faulty.path(files)).start(JournalLimits.DEFAULT, failures(), 1, 0)) {
        host.append("one");
        failOn(failing);
        assertThatThrownBy(() -> host.append("two")).isInstanceOf(InDoubtException.class);
        repair();
        assertThat(host.save()).isEqualTo(2);
        host.journal().sync();
        host.append("three");
      }

      assertThat(own.replayed(0)).containsExactly("one", "two", "three");
      assertThat(own.replayed(2)).containsExactly("three");
    }
  }

  private static Operation[] all(Operation... operations) {
    return operations;
  }

  @Test
  void aProcessThatEndsAfterAFailureStartsFromTheImageBeforeAndAfter() {
    for (Operation[] failing : List.of(all(WRITE, TRUNCATE), all(FORCE, TRUNCATE))) {
      Path files = directory.resolve(failing[0].name());
      var own = new Disk(files);
      try (var host = new Disk(faulty.path(files)).start(JournalLimits.DEFAULT, failures(), 1, 0)) {
        host.append("one");
        failOn(failing);
        assertThatThrownBy(() -> host.append("two")).isInstanceOf(InDoubtException.class);
      }
      repair();

      assertThat(own.replayed(2)).isEmpty();
      try (var next = own.start(2)) {
        next.append("three");
      }
      assertThat(own.replayed(2)).containsExactly("three");
    }
  }

  @Test
  void aForceThatFailedIsNotTriedAgain() {
    var forces = new AtomicInteger();
    try (var host = start(0)) {
      host.append("one");
      faulty.fault(
          (operation, file) -> {
            if (operation == FORCE && forces.incrementAndGet() == 1) {
              throw new IOException("Input/output error");
            }
          });
      assertThatThrownBy(() -> host.append("two")).isInstanceOf(InDoubtException.class);
    }

    assertThat(disk.replayed(0)).containsExactly("one");
  }

  @Test
  void anImageOfBeforeTheFailureDoesNotEndIt() {
    try (var host = start(0)) {
      host.append("one");
      long sequence = host.journal().<Long>capture(number -> number);
      failOn(WRITE);
      assertThatThrownBy(() -> host.append("two")).isInstanceOf(InDoubtException.class);
      host.journal().saved(sequence);

      assertThatThrownBy(() -> host.append("three")).hasMessageStartingWith("The event did not");
    }
  }

  @Test
  void aDiskThatStaysFullIsToldAgainAfterEachImage() {
    failOn(WRITE);
    try (var host = start(0)) {
      assertThatThrownBy(() -> host.append("one")).isInstanceOf(InDoubtException.class);
      host.save();
      await().atMost(Duration.ofSeconds(30)).until(() -> failures.size() == 2);
      repair();
      host.save();
      host.append("two");
    }

    assertThat(disk.replayed(0)).containsExactly("one", "two");
  }

  @Test
  void aSegmentThatCannotBeBegunLeavesNothingInTheWay() throws IOException {
    try (var host = start(0)) {
      faulty.fault(
          (operation, file) -> {
            if (operation == FORCE && Files.isDirectory(file)) {
              throw new IOException("Input/output error");
            }
          });
      assertThatThrownBy(() -> host.append("one")).isInstanceOf(InDoubtException.class);
      repair();
      host.save();
      host.append("two");
    }

    assertThat(disk.replayed(0)).containsExactly("one", "two");
  }

  @Test
  void aDiskThatStandsStillPutsEventsInDoubt() {
    var moves = new CountDownLatch(1);
    var limits = new JournalLimits(1000, 1000, 1000, Duration.ofSeconds(2), false);
    try (var host = start(limits, 0)) {
      host.append("one");
      hang(moves);

      assertThatThrownBy(() -> host.append("two"))
          .isInstanceOf(InDoubtException.class)
          .hasMessageContaining("the disk has moved no byte for");
      await().atMost(Duration.ofSeconds(30)).until(() -> failures.size() == 1);
      moves.countDown();
      host.save();
      host.append("three");
    }

    assertThat(disk.replayed(0)).containsExactly("one", "two", "three");
  }

  private void hang(CountDownLatch moves) {
    faulty.fault(
        (operation, file) -> {
          try {
            moves.await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        });
  }

  @Test
  void whoAppendsWaitsWhenTheDiskDoes() {
    var moves = new CountDownLatch(1);
    var limits = new JournalLimits(100, 100_000, 100_000, Duration.ofMinutes(10), false);
    var appended = new AtomicInteger();
    try (var host = start(limits, 0)) {
      hang(moves);
      var appender =
          new Thread(
              () ->
                  IntStream.range(0, 1000)
                      .forEach(
                          i -> {
                            host.journal().submit("123456");
                            appended.incrementAndGet();
                          }));
      appender.start();

      await()
          .atMost(Duration.ofSeconds(30))
          .until(() -> appender.getState() == Thread.State.WAITING);
      assertThat(appended).hasValue(10);
      assertThat(host.state()).hasSize(10);
      moves.countDown();
      await().atMost(Duration.ofSeconds(30)).until(() -> appended.get() == 1000);
    }

    assertThat(disk.replayed(0)).hasSize(1000);
  }
}
