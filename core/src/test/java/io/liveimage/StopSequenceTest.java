package io.liveimage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.liveimage.Lifecycle.State;
import io.liveimage.LifecycleEvent.StateChanged;
import io.liveimage.LifecycleEvent.StepDone;
import io.liveimage.LifecycleEvent.StepDone.Activity;
import io.liveimage.LifecycleEvent.StopBegan;
import io.liveimage.LifecycleEvent.StopEnded;
import io.liveimage.StopReport.Outcome;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(NoThreadIsLeft.class)
class StopSequenceTest {
  @TempDir Path directory;

  private final List<String> calls = RecordingComponent.calls();
  private final AtomicInteger count = new AtomicInteger(42);

  private Path home() {
    return directory.resolve("home");
  }

  private Lifecycle.Builder host() {
    return Lifecycle.forTest(home())
        .name("notes")
        .component("db", new RecordingComponent("db", calls))
        .component("http", new RecordingComponent("http", calls), ComponentOption.after("db"))
        .state("count", Integer.class, count::get, count::set);
  }

  private Path image(int generation) {
    return home().resolve("images/000000" + generation);
  }

  @Test
  void duringTheDelayTheHostIsNotReadyAndStillServes() throws Exception {
    Lifecycle lifecycle = host().set("liveimage.stop.delay", "300ms").start();
    List<String> callsAtItsEnd = new CopyOnWriteArrayList<>();
    List<Boolean> readyAtItsEnd = new CopyOnWriteArrayList<>();
    lifecycle.addListener(
        event -> {
          if (event instanceof StepDone done && done.step().phase() == Step.Phase.DELAY) {
            callsAtItsEnd.addAll(calls);
            readyAtItsEnd.add(lifecycle.health().isReady());
          }
        });

    StopReport report = lifecycle.requestStop(StopRequest.by("the test")).get();

    assertThat(readyAtItsEnd).containsExactly(false);
    assertThat(callsAtItsEnd).containsExactly("start db", "start http");
    assertThat(report.steps().get(0).phase()).isEqualTo(Step.Phase.DELAY);
    assertThat(report.steps().get(0).duration()).isGreaterThanOrEqualTo(Duration.ofMillis(290));
  }

  @Test
  void theDelayDoesNotCountForTheTimeOfAStop() throws Exception {
    Lifecycle lifecycle =
        host().set("liveimage.stop.delay", "3s").stopTimeout(Duration.ofMillis(2500)).start();

    StopReport report = lifecycle.requestStop(StopRequest.by("the test")).get();

    assertThat(report.outcome()).isEqualTo(Outcome.STOPPED);
    assertThat(report.steps().get(0).duration()).isGreaterThanOrEqualTo(Duration.ofMillis(2990));
  }

  @Test
  void aFailedSaveLetsTheHostGoOnAndTheNextStopWorks() throws Exception {
    host().start().close();
    Lifecycle lifecycle = host().start();
    calls.clear();

    StopReport failed;
    try (ImagesInTheWay inTheWay = new ImagesInTheWay(home())) {
      failed = lifecycle.requestStop(StopRequest.by("first")).get();
    }

    assertThat(failed.outcome()).isEqualTo(Outcome.STILL_RUNNING);
    assertThat(failed.saveFailure().orElseThrow()).contains("images");
    assertThat(failed.generation()).isEmpty();
    assertThat(calls).containsExactly("drain http", "drain db", "resume db", "resume http");
    assertThat(lifecycle.currentState()).isEqualTo(State.RUNNING);
    assertThat(image(1)).isDirectory();
    assertThat(home().resolve("last-stop.json")).content().contains("\"image\" : 1");

    count.set(43);
    StopReport second = lifecycle.requestStop(StopRequest.by("second")).get();

    assertThat(second.outcome()).isEqualTo(Outcome.STOPPED);
    assertThat(second.requestedBy()).isEqualTo("second");
    assertThat(second.generation()).hasValue(2);
    count.set(0);
    host().start().close();
    assertThat(count).hasValue(43);
  }

  @Test
  void whoInsistsStopsTheHostEvenIfItsImageCannotBeSaved() throws Exception {
    host().start().close();
    Lifecycle lifecycle = host().start();

    StopReport report;
    try (ImagesInTheWay inTheWay = new ImagesInTheWay(home())) {
      report = lifecycle.requestStop(StopRequest.by("the test").insisting()).get();
    }

    assertThat(report.outcome()).isEqualTo(Outcome.STOPPED);
    assertThat(report.exitCode()).isEqualTo(ExitCodes.NOT_SAVED);
    assertThat(lifecycle.currentState()).isEqualTo(State.STOPPED);
    assertThat(calls).endsWith("stop http", "stop db");
    assertThat(image(1)).isDirectory();
    assertThat(image(2)).doesNotExist();
  }

  @Test
  void aHostWithoutMemoryForItsImageIsStoppedAllTheSame() throws Exception {
    Lifecycle lifecycle =
        Lifecycle.forTest(home())
            .state(
                "count",
                Integer.class,
                () -> {
                  throw new OutOfMemoryError("Java heap space");
                },
                count::set)
            .start();

    StopReport report = lifecycle.requestStop(StopRequest.by("the test")).get();

    assertThat(report.outcome()).isEqualTo(Outcome.STOPPED);
    assertThat(report.saveFailure().orElseThrow()).contains("Java heap space");
    assertThat(report.exitCode()).isEqualTo(ExitCodes.NOT_SAVED);
  }

  @Test
  void aDiscardingStopDrainsAndStopsButWritesNothing() throws Exception {
    Lifecycle lifecycle = host().start();

    StopReport report = lifecycle.requestStop(StopRequest.by("the test").discarding()).get();

    assertThat(report.outcome()).isEqualTo(Outcome.STOPPED);
    assertThat(report.exitCode()).isEqualTo(ExitCodes.CLEAN);
    assertThat(report.generation()).isEmpty();
    assertThat(home().resolve("images")).doesNotExist();
    assertThat(calls)
        .containsExactly(
            "start db", "start http", "drain http", "drain db", "stop http", "stop db");
  }

  @Test
  void aLaterRequestWatchesTheSameStop() throws Exception {
    CountDownLatch capturing = new CountDownLatch(1);
    CountDownLatch captured = new CountDownLatch(1);
    Lifecycle lifecycle = capturingUntil(capturing, captured);
    CompletableFuture<StopReport> first = lifecycle.requestStop(StopRequest.by("first"));
    Background.awaitLatch(capturing);

    CompletableFuture<StopReport> second =
        lifecycle.requestStop(StopRequest.by("second").withExitCode(5));
    captured.countDown();

    assertThat(second.get()).isSameAs(first.get());
    assertThat(first.get().requestedBy()).isEqualTo("first");
    assertThat(first.get().exitCode()).isZero();
    assertThat(first.get().steps())
        .extracting(Step::phase)
        .containsExactly(Step.Phase.CAPTURE, Step.Phase.SAVE);
  }

  @Test
  void aLaterRequestThatInsistsMakesTheStopInsistWhileItSaves() throws Exception {
    CountDownLatch capturing = new CountDownLatch(1);
    CountDownLatch captured = new CountDownLatch(1);
    Lifecycle lifecycle = capturingUntil(capturing, captured);
    try (ImagesInTheWay inTheWay = new ImagesInTheWay(home())) {
      CompletableFuture<StopReport> first = lifecycle.requestStop(StopRequest.by("first"));
      Background.awaitLatch(capturing);
      lifecycle.requestStop(StopRequest.by("second").insisting());
      captured.countDown();

      assertThat(first.get().outcome()).isEqualTo(Outcome.STOPPED);
      assertThat(first.get().exitCode()).isEqualTo(ExitCodes.NOT_SAVED);
    }
  }

  private Lifecycle capturingUntil(CountDownLatch capturing, CountDownLatch captured) {
    return Lifecycle.forTest(home())
        .state(
            "count",
            Integer.class,
            () -> {
              capturing.countDown();
              await(captured);
              return count.get();
            },
            count::set)
        .start();
  }

  private static void await(CountDownLatch latch) {
    try {
      Background.awaitLatch(latch);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void aStopAskedWhileAnotherFallsBackIsNotLostWithIt() throws Exception {
    CountDownLatch resuming = new CountDownLatch(1);
    CountDownLatch resumed = new CountDownLatch(1);
    Component component =
        new Component() {
          @Override
          public void resume() {
            resuming.countDown();
            await(resumed);
          }
        };
    Lifecycle lifecycle = Lifecycle.forTest(home()).component("http", component).start();
    try (ImagesInTheWay inTheWay = new ImagesInTheWay(home())) {
      CompletableFuture<StopReport> first = lifecycle.requestStop(StopRequest.by("first"));
      Background.awaitLatch(resuming);
      CompletableFuture<StopReport> second =
          lifecycle.requestStop(StopRequest.by("second").insisting());
      resumed.countDown();

      assertThat(first.get().outcome()).isEqualTo(Outcome.STILL_RUNNING);
      assertThat(second.get().outcome()).isEqualTo(Outcome.STOPPED);
      assertThat(second.get().requestedBy()).isEqualTo("second");
    }
  }

  @Test
  void closeIsNotLostWhileAnotherStopFallsBack() throws Exception {
    for (int round = 0; round < 30; round++) {
      Lifecycle lifecycle = Lifecycle.forTest(home()).start();
      try (ImagesInTheWay inTheWay = new ImagesInTheWay(home())) {
        lifecycle.requestStop(StopRequest.by("the test"));
        catchThrowable(lifecycle::close);
      }
      assertThat(lifecycle.currentState()).isEqualTo(State.STOPPED);
    }
  }

  @Test
  void listenersHearOfTheWholeStopInOrder() {
    List<String> heard = new CopyOnWriteArrayList<>();
    Lifecycle lifecycle = host().start();
    lifecycle.addListener(event -> heard.add(inShort(event)));

    lifecycle.close();

    assertThat(heard)
        .containsExactly(
            "began close()",
            "RUNNING -> DRAINING",
            "DRAIN http",
            "DRAIN db",
            "DRAINING -> SAVING",
            "CAPTURE count",
            "SAVE count",
            "SAVING -> STOPPING",
            "STOP http",
            "STOP db",
            "STOPPING -> STOPPED",
            "ended STOPPED");
  }

  private static String inShort(LifecycleEvent event) {
    if (event instanceof StateChanged changed) {
      return changed.from() + " -> " + changed.to();
    } else if (event instanceof StepDone done && done.activity() == Activity.STOP) {
      return done.step().phase() + " " + done.step().subject();
    } else if (event instanceof StopBegan began) {
      return "began " + began.request().requestedBy();
    }
    return "ended " + ((StopEnded) event).report().outcome();
  }

  @Test
  void aListenerThatThrowsChangesNothing() {
    Lifecycle lifecycle = host().start();
    lifecycle.addListener(
        event -> {
          throw new AssertionError("always");
        });
    lifecycle.addListener(
        event -> {
          throw new IllegalStateException("always");
        });

    lifecycle.close();

    assertThat(calls).endsWith("stop http", "stop db");
    assertThat(lifecycle.currentState()).isEqualTo(State.STOPPED);
  }

  @Test
  void aListenerThatIsRemovedHearsNothingMore() {
    Lifecycle lifecycle = host().start();
    LifecycleListener listener = event -> calls.add("heard");
    lifecycle.addListener(listener);
    lifecycle.removeListener(listener);

    lifecycle.close();

    assertThat(calls).doesNotContain("heard");
  }

  @Test
  void componentsThatDoNothingAreNoSteps() throws Exception {
    Lifecycle lifecycle =
        Lifecycle.forTest(home())
            .component("idle", new Component() {})
            .component("object", new Object())
            .start();

    assertThat(lifecycle.requestStop(StopRequest.by("the test")).get().steps()).isEmpty();
  }

  @Test
  void theLastStopIsOnTheDisk() {
    host().start().close();

    assertThat(home().resolve("last-stop.json"))
        .content()
        .contains(
            "\"name\" : \"notes\"",
            "\"pid\" : " + ProcessHandle.current().pid(),
            "\"requestedBy\" : \"close()\"",
            "\"outcome\" : \"stopped\"",
            "\"image\" : 1",
            "\"exitCode\" : 0",
            "\"phase\" : \"save\"",
            "\"subject\" : \"count\"")
        .doesNotContain("saveFailure");
  }
}
