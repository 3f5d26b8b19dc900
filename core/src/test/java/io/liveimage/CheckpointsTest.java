package io.liveimage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.liveimage.LifecycleEvent.SaveEnded;
import io.liveimage.journal.JournalException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(NoThreadIsLeft.class)
class CheckpointsTest {
  @TempDir Path home;

  private final BlockingQueue<String> saves = new LinkedBlockingQueue<>();
  private final Errors errors = new Errors();
  private Checkpoints checkpoints = checkpoints(Map.of());
  private volatile boolean diskIsFull;

  private Checkpoints checkpoints(Map<String, String> settings) {
    return new Checkpoints("notes", new Settings(settings), errors);
  }

  private SaveReport save(String requestedBy) {
    boolean fails = diskIsFull;
    saves.add(requestedBy);
    return new SaveReport(
        requestedBy,
        List.of(),
        fails ? OptionalLong.empty() : OptionalLong.of(1),
        fails ? Optional.of("disk full") : Optional.empty(),
        Duration.ZERO);
  }

  private String nextSave() throws InterruptedException {
    String save = saves.poll(Background.LIMIT.toSeconds(), TimeUnit.SECONDS);
    assertThat(save).as("a save").isNotNull();
    return save;
  }

  @AfterEach
  void end() {
    checkpoints.end();
  }

  @Test
  void aJournalThatHasGrownIsAReason() throws Exception {
    checkpoints.begin(this::save);

    checkpoints.grown("notes", 64_000_000);

    assertThat(nextSave()).isEqualTo("journal notes, which has grown by 64.0 MB");
  }

  @Test
  void aReasonFromBeforeTheHostRunsIsNotForgotten() throws Exception {
    checkpoints.failed("notes", new JournalException("disk full", null));

    checkpoints.begin(this::save);

    assertThat(nextSave()).isEqualTo("journal notes, which cannot be written");
    assertThat(errors.counts()).containsEntry(HostError.Origin.JOURNAL, 1L);
  }

  @Test
  void aFailedSaveIsTriedAgain() throws Exception {
    diskIsFull = true;
    checkpoints.begin(this::save);
    checkpoints.grown("notes", 64_000_000);
    String first = nextSave();
    diskIsFull = false;

    assertThat(nextSave()).isEqualTo(first);
    assertThat(saves).isEmpty();
  }

  @Test
  void withoutAReasonThereIsNoThread() {
    checkpoints.begin(this::save);

    assertThat(Thread.getAllStackTraces().keySet())
        .extracting(Thread::getName)
        .doesNotContain("liveimage-checkpoints-notes");
  }

  @Test
  void aHostIsSavedOnItsSchedule() {
    List<SaveReport> reports = new CopyOnWriteArrayList<>();
    try (Lifecycle lifecycle =
        Lifecycle.forTest(home)
            .state("count", Integer.class, () -> 42, count -> {})
            .checkpointEvery(Duration.ofMillis(20))
            .start()) {
      lifecycle.addListener(
          event -> {
            if (event instanceof SaveEnded ended) {
              reports.add(ended.report());
            }
          });

      await().atMost(Background.LIMIT).until(() -> reports.size() >= 3);

      assertThat(reports).allMatch(report -> report.requestedBy().equals("the schedule"));
      assertThat(lifecycle.generation().orElseThrow()).isGreaterThanOrEqualTo(3);
    }
  }

  @Test
  void aScheduleWithoutPausesIsRefused() {
    assertThatThrownBy(() -> checkpoints(Map.of("liveimage.checkpoint.every", "0s")))
        .isInstanceOf(LifecycleException.class)
        .hasMessage("Setting liveimage.checkpoint.every is zero. Expected more.");
  }
}
