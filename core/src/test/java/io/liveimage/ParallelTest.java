package io.liveimage;

import static io.liveimage.ComponentOption.after;
import static io.liveimage.ComponentOption.drainTimeout;
import static io.liveimage.ComponentOption.startTimeout;
import static io.liveimage.ComponentOption.stopTimeout;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import ch.qos.logback.classic.Level;
import io.liveimage.ComponentStatus.Condition;
import io.liveimage.Part.Call;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Components that are called at the same time, and the limits of their calls. */
@ExtendWith(NoThreadIsLeft.class)
class ParallelTest {
  private static final Duration SHORT = Duration.ofMillis(100);

  @TempDir Path directory;

  private final List<String> calls = RecordingComponent.calls();
  private final CountDownLatch late = new CountDownLatch(1);

  private Lifecycle.Builder host() {
    return Lifecycle.forTest(directory.resolve("home")).name("notes");
  }

  private RecordingComponent component(String name) {
    return new RecordingComponent(name, calls);
  }

  /** Does something more in some of its calls. */
  private RecordingComponent doing(String name, Set<Call> when, Background.ThrowingRunnable more) {
    return new RecordingComponent(name, calls) {
      @Override
      public void start() throws Exception {
        super.start();
        doMore(Call.START);
      }

      @Override
      public void drain() throws Exception {
        super.drain();
        doMore(Call.DRAIN);
      }

      @Override
      public void stop() throws Exception {
        super.stop();
        doMore(Call.STOP);
      }

      private void doMore(Call call) throws Exception {
        if (when.contains(call)) {
          more.run();
        }
      }
    };
  }

  /** Passes every call only when the other one is in the same call. */
  private RecordingComponent meeting(String name, CyclicBarrier barrier) {
    return doing(name, EnumSet.allOf(Call.class), () -> meet(barrier));
  }

  private static void meet(CyclicBarrier barrier) throws Exception {
    barrier.await(Background.LIMIT.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** Ignores interrupts, as code that blocks in the system does, until the test lets it go. */
  private void hang() {
    while (true) {
      try {
        Background.awaitLatch(late);
        calls.add("late return");
        return;
      } catch (InterruptedException e) {
        calls.add("interrupted");
      }
    }
  }

  @Test
  void independentComponentsStartDrainAndStopAtTheSameTime() throws Exception {
    CyclicBarrier barrier = new CyclicBarrier(2);
    Lifecycle lifecycle =
        host()
            .component("db", meeting("db", barrier))
            .component("mq", meeting("mq", barrier))
            .start();

    StopReport report = lifecycle.requestStop(StopRequest.by("the test")).get();

    assertThat(report.steps()).allMatch(step -> step.failure().isEmpty()).hasSize(4);
  }

  @Test
  void aDiamondStartsFromItsFootAndStopsFromItsTop() {
    CyclicBarrier barrier = new CyclicBarrier(2);

    host()
        .component("top", component("top"), after("left", "right"))
        .component("left", meeting("left", barrier), after("foot"))
        .component("right", meeting("right", barrier), after("foot"))
        .component("foot", component("foot"))
        .start()
        .close();

    assertThat(calls).hasSize(12);
    assertThat(calls.subList(0, 4)).startsWith("start foot").endsWith("start top");
    assertThat(calls.subList(4, 8)).startsWith("drain top").endsWith("drain foot");
    assertThat(calls.subList(8, 12)).startsWith("stop top").endsWith("stop foot");
  }

  @Test
  void whenAStartFailsThoseThatRunMayEndAndNoMoreBegin() throws Exception {
    CountDownLatch failed = new CountDownLatch(1);
    CyclicBarrier bothStarting = new CyclicBarrier(2);
    Component slow =
        doing(
            "slow",
            EnumSet.of(Call.START),
            () -> {
              meet(bothStarting);
              Background.awaitLatch(failed);
            });
    Component failing =
        new RecordingComponent("failing", calls) {
          @Override
          public void start() throws Exception {
            meet(bothStarting);
            throw new IOException("no disk");
          }

          @Override
          public void stop() throws Exception {
            super.stop();
            failed.countDown();
          }
        };

    assertThatThrownBy(
            () ->
                host()
                    .component("slow", slow)
                    .component("failing", failing)
                    .component("never", component("never"), after("slow"))
                    .start())
        .hasMessage("Component \"failing\" could not be started: java.io.IOException: no disk");

    assertThat(calls).containsExactly("start slow", "stop failing", "stop slow");
  }

  @Test
  void failuresOfOneStartAreThrownTogether() {
    CyclicBarrier barrier = new CyclicBarrier(2);
    Background.ThrowingRunnable failing =
        () -> {
          meet(barrier);
          throw new IOException("no disk");
        };

    Throwable failure =
        catchThrowable(
            () ->
                host()
                    .component("one", doing("one", EnumSet.of(Call.START), failing))
                    .component("two", doing("two", EnumSet.of(Call.START), failing))
                    .start());

    assertThat(failure).hasMessageEndingWith("could not be started: java.io.IOException: no disk");
    assertThat(failure.getSuppressed())
        .singleElement()
        .extracting(Throwable::getMessage)
        .asString()
        .endsWith("could not be started: java.io.IOException: no disk");
  }

  @Test
  void aStartPastItsTimeFailsTheStartOfTheHost() {
    Component hanging = doing("db", EnumSet.of(Call.START), this::hang);
    try (CapturedLog log = new CapturedLog()) {
      assertThatThrownBy(() -> host().component("db", hanging, startTimeout(SHORT)).start())
          .hasMessageStartingWith("Component \"db\" could not be started: did not start within 1");

      assertThat(log.at(Level.WARN))
          .anyMatch(line -> line.contains("is given up") && line.contains("ParallelTest.hang"));
    } finally {
      late.countDown();
    }
  }

  @Test
  void aDrainAndAStopPastTheirTimeAreGivenUpAndTheNextOneIsCalled() throws Exception {
    Lifecycle lifecycle =
        host()
            .component("db", component("db"))
            .component(
                "http",
                doing("http", EnumSet.of(Call.DRAIN, Call.STOP), this::hang),
                after("db"),
                drainTimeout(SHORT),
                stopTimeout(SHORT))
            .state("n", Integer.class, () -> 1, n -> {})
            .start();
    StopReport report = lifecycle.requestStop(StopRequest.by("the test")).get();
    List<Step> steps = report.steps();
    late.countDown();

    assertThat(calls).contains("drain db", "stop db", "interrupted");
    assertThat(report.exitCode()).isZero();
    assertThat(report.generation()).hasValue(1);
    assertThat(steps)
        .filteredOn(step -> step.failure().isPresent())
        .extracting(step -> step.line().replaceAll("\\d+ ms", "N ms"))
        .containsExactly(
            "  drain  http       N ms  failed: did not drain within N ms",
            "  stop   http       N ms  failed: did not stop within N ms");
  }

  @Test
  void whatReturnsLateChangesNothing() throws Exception {
    Component failingLate =
        doing(
            "late",
            EnumSet.of(Call.STOP),
            () -> {
              hang();
              throw new IOException("too late");
            });
    Lifecycle lifecycle = host().component("late", failingLate, stopTimeout(SHORT)).start();
    StopReport report = lifecycle.requestStop(StopRequest.by("the test")).get();
    ComponentStatus before = lifecycle.components().get(0);

    late.countDown();
    new NoThreadIsLeft().afterEach(null);

    assertThat(calls).endsWith("late return");
    assertThat(lifecycle.components()).containsExactly(before);
    assertThat(before.condition()).isEqualTo(Condition.STOPPED);
    assertThat(report.steps())
        .extracting(step -> step.failure().orElse(""))
        .noneMatch("too late"::equals);
  }

  @Test
  void aComponentThatIsAddedLateComesAfterAllThatRun() {
    try (Lifecycle lifecycle = host().component("db", component("db")).start()) {
      lifecycle.component("http", component("http"));

      assertThat(lifecycle.components())
          .extracting(ComponentStatus::after)
          .containsExactly(Set.of(), Set.of("db"));
    }
    assertThat(calls)
        .containsExactly(
            "start db", "start http", "drain http", "drain db", "stop http", "stop db");
  }

  @Test
  void aLateComponentAfterNothingStopsAtTheSameTimeAsTheOthers() throws Exception {
    CyclicBarrier barrier = new CyclicBarrier(2);
    Component db = doing("db", EnumSet.of(Call.STOP), () -> meet(barrier));
    Component http = doing("http", EnumSet.of(Call.STOP), () -> meet(barrier));
    Lifecycle lifecycle = host().component("db", db).start();

    lifecycle.component("http", http, after());
    StopReport report = lifecycle.requestStop(StopRequest.by("the test")).get();

    assertThat(report.steps()).allMatch(step -> step.failure().isEmpty());
  }

  @Test
  void whatAComponentAddsInItsStartStopsAfterIt() {
    Lifecycle lifecycle = host().start();
    Component pool =
        doing(
            "pool",
            EnumSet.of(Call.START),
            () -> lifecycle.component("worker", component("worker")));

    lifecycle.component("pool", pool);
    lifecycle.close();

    assertThat(calls)
        .containsExactly(
            "start pool", "start worker", "drain pool", "drain worker", "stop pool", "stop worker");
  }

  @Test
  void aLateComponentAfterOneThatIsNotUpIsRefused() {
    try (Lifecycle lifecycle = host().start()) {
      Component pool =
          doing(
              "pool",
              EnumSet.of(Call.START),
              () -> lifecycle.component("worker", component("worker"), after("pool")));

      assertThatThrownBy(() -> lifecycle.component("pool", pool))
          .hasMessage("Component \"worker\" is to start after pool, which does not run now.");
    }
    assertThat(calls).containsExactly("start pool", "stop pool");
  }

  @Test
  void anInterruptOfTheThreadThatStartsReachesTheComponent() throws Exception {
    Thread starter = Thread.currentThread();
    Component patient =
        doing(
            "db",
            EnumSet.of(Call.START),
            () -> {
              starter.interrupt();
              new CountDownLatch(1).await();
            });

    assertThatThrownBy(() -> host().component("db", patient).start())
        .hasMessageContaining("java.lang.InterruptedException");
    assertThat(Thread.interrupted()).isTrue();
  }

  @Test
  void aCallSeesWhatTheOneBeforeDid() throws BrokenBarrierException {
    int[] unguarded = new int[1];
    Component counting = doing("n", EnumSet.allOf(Call.class), () -> unguarded[0]++);

    host().component("n", counting).start().close();

    assertThat(unguarded[0]).isEqualTo(3);
  }
}
