package io.liveimage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.liveimage.Lifecycle.State;
import io.liveimage.Step.Phase;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Saves of a running host. */
@ExtendWith(NoThreadIsLeft.class)
class SaveTest {
  @TempDir Path directory;

  private final AtomicInteger count = new AtomicInteger(1);
  private final AtomicReference<Runnable> inCapture = new AtomicReference<>(() -> {});

  private Path home() {
    return directory.resolve("home");
  }

  private Lifecycle.Builder host() {
    return Lifecycle.forTest(home())
        .name("notes")
        .state("count", Integer.class, this::captured, count::set);
  }

  private int captured() {
    int now = count.get();
    inCapture.get().run();
    return now;
  }

  private int savedCount() {
    inCapture.set(() -> {});
    count.set(0);
    Lifecycle next = host().start();
    next.requestStop(StopRequest.by("the test").discarding()).join();
    return count.get();
  }

  /** Begins a save that is in its capture until it may go on. */
  private Background<SaveReport> beginSave(Lifecycle lifecycle, CountDownLatch go)
      throws Exception {
    CountDownLatch capturing = new CountDownLatch(1);
    inCapture.set(
        () -> {
          capturing.countDown();
          await(go);
        });
    Background<SaveReport> save = Background.call(() -> lifecycle.save("first"));
    Background.awaitLatch(capturing);
    return save;
  }

  @Test
  void aRunningHostIsSavedAndGoesOn() {
    try (Lifecycle lifecycle = host().start()) {
      SaveReport report = lifecycle.save("the test");

      assertThat(report.generation()).hasValue(1);
      assertThat(report.conclusion()).startsWith("Saved image 1 in ");
      assertThat(report.steps())
          .extracting(Step::phase, Step::subject)
          .containsExactly(tuple(Phase.CAPTURE, "count"), tuple(Phase.SAVE, "count"));
      assertThat(lifecycle.generation()).hasValue(1);
      assertThat(lifecycle.currentState()).isEqualTo(State.RUNNING);
    }
  }

  @Test
  void aCaptureThatFailsIsReportedAndTheNextSaveWorks() {
    try (Lifecycle lifecycle = host().start()) {
      inCapture.set(
          () -> {
            throw new IllegalStateException("torn");
          });

      SaveReport failed = lifecycle.save("the test");
      inCapture.set(() -> {});

      assertThat(failed.generation()).isEmpty();
      assertThat(failed.conclusion())
          .isEqualTo(
              "Not saved: state \"count\" could not be captured: java.lang.IllegalStateException:"
                  + " torn. The previous image is untouched");
      assertThat(lifecycle.save("the test").generation()).hasValue(1);
    }
  }

  @Test
  void aLaterImageNeverHoldsAnEarlierState() throws Exception {
    try (Lifecycle lifecycle = host().start()) {
      CountDownLatch go = new CountDownLatch(1);
      Background<SaveReport> first = beginSave(lifecycle, go);
      count.set(2);
      Background<SaveReport> second =
          Background.call(() -> lifecycle.save("second")).awaitBlocked();
      go.countDown();

      assertThat(first.get().generation()).hasValue(1);
      assertThat(second.get().generation()).hasValue(2);
      lifecycle.requestStop(StopRequest.by("the test").discarding()).join();
    }
    assertThat(savedCount()).isEqualTo(2);
  }

  @Test
  void aStopWaitsForASaveAndSavesWhatCameSince() throws Exception {
    Lifecycle lifecycle = host().start();
    CountDownLatch go = new CountDownLatch(1);
    Background<SaveReport> save = beginSave(lifecycle, go);
    count.set(2);

    Background<Void> stop = Background.run(lifecycle::close).awaitBlocked();
    go.countDown();
    stop.get();

    assertThat(save.get().generation()).hasValue(1);
    assertThat(lifecycle.awaitStopped().generation()).hasValue(2);
    assertThat(savedCount()).isEqualTo(2);
  }

  @Test
  void aSaveOfAStoppedHostIsRefused() {
    Lifecycle lifecycle = host().start();
    lifecycle.close();

    assertThatThrownBy(() -> lifecycle.save("the test"))
        .hasMessage("notes is being stopped by close()");
  }

  @Test
  void aDiskThatRefusesIsReported() throws Exception {
    try (Lifecycle lifecycle = host().start()) {
      try (ImagesInTheWay inTheWay = new ImagesInTheWay(home())) {
        assertThat(lifecycle.save("the test").failure().orElseThrow()).contains("images");
      }

      assertThat(lifecycle.save("the test").generation()).hasValue(1);
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      Background.awaitLatch(latch);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
