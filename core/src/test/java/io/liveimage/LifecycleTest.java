package io.liveimage;

import static io.liveimage.ComponentOption.after;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNoException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.liveimage.Lifecycle.State;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(NoThreadIsLeft.class)
class LifecycleTest {
  @TempDir Path directory;

  private final List<String> calls = RecordingComponent.calls();

  private Path home() {
    return directory.resolve("home");
  }

  private Lifecycle.Builder host() {
    return Lifecycle.forTest(home()).name("notes");
  }

  private RecordingComponent component(String name) {
    return new RecordingComponent(name, calls);
  }

  private RecordingComponent failing(String name, String when) {
    return new RecordingComponent(name, calls) {
      @Override
      public void start() throws Exception {
        super.start();
        failIf("start");
      }

      @Override
      public void drain() throws Exception {
        super.drain();
        failIf("drain");
      }

      @Override
      public void stop() throws Exception {
        super.stop();
        failIf("stop");
      }

      private void failIf(String call) throws IOException {
        if (when.contains(call)) {
          throw new IOException(name + " cannot " + call);
        }
      }
    };
  }

  @Test
  void componentsStartAfterThoseTheyNeedAndStopInReverse() {
    Lifecycle lifecycle =
        host()
            .component("http", component("http"), after("notes", "db"))
            .component("notes", component("notes"), after("db"))
            .component("db", component("db"))
            .component("mail", component("mail"), after("http"))
            .start();
    assertThat(calls).containsExactly("start db", "start notes", "start http", "start mail");

    calls.clear();
    lifecycle.close();

    assertThat(calls)
        .containsExactly(
            "drain mail",
            "drain http",
            "drain notes",
            "drain db",
            "stop mail",
            "stop http",
            "stop notes",
            "stop db");
  }

  @Test
  void anAutoCloseableIsClosedAndAnyOtherObjectLeftAlone() {
    AtomicBoolean closed = new AtomicBoolean();

    host()
        .component("pool", (AutoCloseable) () -> closed.set(true))
        .component("clock", new Object())
        .start()
        .close();

    assertThat(closed).isTrue();
  }

  @Test
  void aLateComponentStartsInTheCallAndStopsFirst() {
    try (Lifecycle lifecycle = host().component("db", component("db")).start()) {
      lifecycle.component("http", component("http"), after("db"));

      assertThat(calls).containsExactly("start db", "start http");
    }
    assertThat(calls).endsWith("drain http", "drain db", "stop http", "stop db");
  }

  @Test
  void aCycleIsDrawn() {
    Lifecycle.Builder builder =
        host()
            .component("http", component("http"), after("notes"))
            .component("notes", component("notes"), after("db"))
            .component("db", component("db"), after("notes"));

    assertThatThrownBy(builder::start)
        .isInstanceOf(LifecycleException.class)
        .hasMessage(
            "Components wait for each other: notes -> db -> notes (read -> as \"starts after\").");
    assertThat(calls).isEmpty();
  }

  @Test
  void aComponentAfterItselfIsACycle() {
    Lifecycle.Builder builder = host().component("db", component("db"), after("db"));

    assertThatThrownBy(builder::start).hasMessageContaining("db -> db");
  }

  @Test
  void anUnknownNameIsToldWithTheKnownOnes() {
    Lifecycle.Builder builder =
        host()
            .component("db", component("db"))
            .component("http", component("http"), after("cache"));

    assertThatThrownBy(builder::start)
        .hasMessage(
            "Component \"http\" is to start after \"cache\", which is not registered."
                + " Registered: db, http.");
    assertThat(calls).isEmpty();
  }

  @Test
  void aLateComponentKnowsOnlyThoseBeforeIt() {
    try (Lifecycle lifecycle = host().start()) {
      assertThatThrownBy(() -> lifecycle.component("http", component("http"), after("http")))
          .hasMessage(
              "Component \"http\" is to start after \"http\", which is not registered."
                  + " Registered: none.");
    }
    assertThat(calls).isEmpty();
  }

  @Test
  void aNameIsGivenOnce() {
    RecordingComponent db = component("db");
    Lifecycle.Builder builder = host().component("db", db);
    assertThatThrownBy(() -> builder.component("db", component("other")))
        .hasMessage("Component \"db\" is registered already.");

    try (Lifecycle lifecycle = builder.start()) {
      assertThatThrownBy(() -> lifecycle.component("db", db))
          .hasMessage("Component \"db\" is registered already.");
      assertThatThrownBy(() -> lifecycle.component("db", component("other")))
          .hasMessage("Name \"db\" stands for another object already.");
    }
    assertThat(calls).containsExactly("start db", "drain db", "stop db");
  }

  @Test
  void componentsMayBeEqualOrHaveNoUsableHashCode() {
    record Row(List<Object> cells) {}
    List<Object> endless = new ArrayList<>();
    endless.add(endless);

    assertThatNoException()
        .isThrownBy(
            () ->
                host()
                    .component("rows", new Row(endless))
                    .component("same", new Row(endless), after("rows"))
                    .start()
                    .close());
  }

  @Test
  void aFailedStartStopsEverythingAndThrowsTheFirstFailure() {
    Lifecycle.Builder builder =
        host()
            .component("disk", component("disk"))
            .component("db", failing("db", "stop"), after("disk"))
            .component("http", failing("http", "start stop"), after("db"))
            .component("never", component("never"), after("http"));

    Throwable failure = catchThrowable(builder::start);

    assertThat(failure)
        .isInstanceOf(LifecycleException.class)
        .hasMessage(
            "Component \"http\" could not be started: java.io.IOException: http cannot start")
        .hasRootCauseMessage("http cannot start");
    assertThat(failure.getSuppressed())
        .extracting(Throwable::getMessage)
        .containsExactly("http cannot stop", "db cannot stop");
    assertThat(calls)
        .containsExactly(
            "start disk", "start db", "start http", "stop http", "stop db", "stop disk");
  }

  @Test
  void aFailedStartSavesNothingAndCanBeTriedAgain() {
    AtomicInteger saved = new AtomicInteger();
    Lifecycle.Builder builder =
        host()
            .state("count", Integer.class, saved::incrementAndGet, saved::set)
            .component("http", failing("http", "start"));
    assertThatThrownBy(builder::start).isInstanceOf(LifecycleException.class);

    assertThat(saved).hasValue(0);
    assertThat(home().resolve("images")).doesNotExist();
    assertThat(home().resolve("token")).doesNotExist();
    assertThatNoException().isThrownBy(() -> host().start().close());
  }

  @Test
  void aComponentThatThrowsAnErrorIsAFailedStartToo() {
    Component broken =
        new Component() {
          @Override
          public void start() {
            throw new NoSuchMethodError("old.Driver.connect()");
          }
        };

    assertThatThrownBy(() -> host().component("db", broken).start())
        .hasMessage(
            "Component \"db\" could not be started: java.lang.NoSuchMethodError:"
                + " old.Driver.connect()");
    assertThatNoException().isThrownBy(() -> host().start().close());
  }

  @Test
  void aLateComponentThatFailsIsStoppedAndForgotten() {
    try (Lifecycle lifecycle = host().start()) {
      assertThatThrownBy(() -> lifecycle.component("http", failing("http", "start")))
          .isInstanceOf(LifecycleException.class);
      assertThat(calls).containsExactly("start http", "stop http");
      assertThat(lifecycle.currentState()).isEqualTo(State.RUNNING);

      lifecycle.component("http", component("http"));
    }
    assertThat(calls)
        .containsExactly("start http", "stop http", "start http", "drain http", "stop http");
  }

  @Test
  void aComponentThatFailsToStopIsReportedAndTheOthersAreStopped() throws Exception {
    Lifecycle lifecycle =
        host()
            .component("db", component("db"))
            .component("http", failing("http", "drain stop"), after("db"))
            .start();

    StopReport report = lifecycle.requestStop(StopRequest.by("the test")).get();

    assertThat(calls).endsWith("drain http", "drain db", "stop http", "stop db");
    assertThat(report.steps())
        .filteredOn(step -> step.subject().equals("http"))
        .extracting(step -> step.failure().orElse("none"))
        .containsExactly(
            "java.io.IOException: http cannot drain", "java.io.IOException: http cannot stop");
    assertThat(report.exitCode()).isEqualTo(ExitCodes.CLEAN);
  }

  @Test
  void registeringWhileAStopDrainsWaitsAndThrowsOnceItStops() throws Exception {
    CountDownLatch draining = new CountDownLatch(1);
    CountDownLatch drained = new CountDownLatch(1);
    Lifecycle lifecycle = host().component("http", drainingUntil(draining, drained)).start();
    lifecycle.requestStop(StopRequest.by("the test"));
    Background.awaitLatch(draining);

    Background<Void> late =
        Background.run(() -> lifecycle.component("late", component("late"))).awaitBlocked();
    Background<Void> bound = Background.run(() -> lifecycle.bind("value", 1)).awaitBlocked();
    drained.countDown();

    assertThatThrownBy(late::get)
        .hasCauseInstanceOf(StoppingException.class)
        .hasRootCauseMessage("notes is being stopped by the test");
    assertThatThrownBy(bound::get).hasCauseInstanceOf(StoppingException.class);
    lifecycle.awaitStopped();
    assertThat(calls).isEmpty();
  }

  @Test
  void registeringWhileAStopDrainsGoesOnAfterAFailedSave() throws Exception {
    CountDownLatch draining = new CountDownLatch(1);
    CountDownLatch drained = new CountDownLatch(1);
    Lifecycle lifecycle = host().component("http", drainingUntil(draining, drained)).start();
    try (ImagesInTheWay inTheWay = new ImagesInTheWay(home())) {
      lifecycle.requestStop(StopRequest.by("the test"));
      Background.awaitLatch(draining);
      Background<Void> late =
          Background.run(() -> lifecycle.component("late", component("late"))).awaitBlocked();
      drained.countDown();

      late.get();
    }
    assertThat(calls).containsExactly("start late");
    lifecycle.close();
    assertThat(calls).containsExactly("start late", "drain late", "stop late");
  }

  private static Component drainingUntil(CountDownLatch draining, CountDownLatch drained) {
    return new Component() {
      @Override
      public void drain() throws InterruptedException {
        draining.countDown();
        Background.awaitLatch(drained);
      }
    };
  }

  @Test
  void aStopWaitsForAComponentThatIsBeingAddedAndStopsItToo() throws Exception {
    CountDownLatch starting = new CountDownLatch(1);
    CountDownLatch started = new CountDownLatch(1);
    Lifecycle lifecycle = host().start();
    Background<Void> late =
        Background.run(() -> lifecycle.component("late", startingUntil(starting, started)));
    Background.awaitLatch(starting);

    Background<Void> stop = Background.run(lifecycle::close).awaitBlocked();
    started.countDown();
    late.get();
    stop.get();

    assertThat(calls).containsExactly("start late", "drain late", "stop late");
  }

  private RecordingComponent startingUntil(CountDownLatch starting, CountDownLatch started) {
    return new RecordingComponent("late", calls) {
      @Override
      public void start() throws Exception {
        super.start();
        starting.countDown();
        Background.awaitLatch(started);
      }
    };
  }

  @Test
  void aComponentThatRegistersMoreInItsStartDoesNotWaitForTheStopThatWaitsForIt() throws Exception {
    CountDownLatch starting = new CountDownLatch(1);
    CountDownLatch stopAsked = new CountDownLatch(1);
    Lifecycle lifecycle = host().start();
    Component outer =
        new Component() {
          @Override
          public void start() throws InterruptedException {
            starting.countDown();
            Background.awaitLatch(stopAsked);
            lifecycle.component("inner", component("inner"));
            lifecycle.state("count", Integer.class, () -> 42, value -> {});
            lifecycle.bind("value", 1);
          }
        };
    Background<Void> late = Background.run(() -> lifecycle.component("outer", outer));
    Background.awaitLatch(starting);

    lifecycle.addListener(event -> countDownAt(State.DRAINING, event, stopAsked));
    lifecycle.requestStop(StopRequest.by("the test"));
    late.get();
    StopReport report = lifecycle.awaitStopped();

    assertThat(report.generation()).hasValue(1);
    assertThat(report.steps()).extracting(Step::subject).contains("count");
    assertThat(calls).containsExactly("start inner", "drain inner", "stop inner");
  }

  private static void countDownAt(State state, LifecycleEvent event, CountDownLatch latch) {
    if (event instanceof LifecycleEvent.StateChanged changed && changed.to() == state) {
      latch.countDown();
    }
  }

  @Test
  void noComponentIsEverMissedByAStop() throws Exception {
    for (int round = 0; round < 50; round++) {
      calls.clear();
      Lifecycle lifecycle = host().start();
      CountDownLatch go = new CountDownLatch(1);
      Background<Void> adding =
          Background.run(
              () -> {
                go.countDown();
                for (int i = 0; i < 100; i++) {
                  lifecycle.component("part" + i, component("part" + i));
                }
              });
      Background.awaitLatch(go);
      lifecycle.requestStop(StopRequest.by("the test").discarding()).get();
      catchThrowable(adding::get);

      List<String> now = List.copyOf(calls);
      assertThat(now.stream().filter(call -> call.startsWith("stop")).count())
          .isEqualTo(now.stream().filter(call -> call.startsWith("start")).count());
    }
  }

  @Test
  void whatTheStopCallsIsRefusedAtOnceAndDoesNotWaitForItself() {
    AtomicReference<Throwable> refusal = new AtomicReference<>();
    AtomicReference<Throwable> waiting = new AtomicReference<>();
    AtomicReference<Lifecycle> self = new AtomicReference<>();
    Component component =
        new Component() {
          @Override
          public void drain() {
            refusal.set(catchThrowable(() -> self.get().bind("value", 1)));
            waiting.set(catchThrowable(() -> self.get().awaitStopped()));
            self.get().close();
          }

          @Override
          public void stop() {
            self.get().close();
          }
        };
    self.set(host().component("http", component).start());

    self.get().close();

    assertThat(refusal.get()).isInstanceOf(StoppingException.class);
    assertThat(waiting.get())
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("The stop of notes would wait for itself: do not wait for it in what it calls");
  }

  @Test
  void closeInTheStartOfALateComponentReturnsAndStopsTheHostAfterIt() throws Exception {
    Lifecycle lifecycle = host().start();
    RecordingComponent closing =
        new RecordingComponent("late", calls) {
          @Override
          public void start() throws Exception {
            super.start();
            lifecycle.close();
          }
        };

    lifecycle.component("late", closing);
    lifecycle.awaitStopped();

    assertThat(calls).containsExactly("start late", "drain late", "stop late");
  }

  @Test
  void closeTwiceStopsOnceAndASecondCallDoesNothing() {
    Lifecycle lifecycle = host().component("db", component("db")).start();

    lifecycle.close();
    lifecycle.close();

    assertThat(calls).containsExactly("start db", "drain db", "stop db");
    assertThat(lifecycle.currentState()).isEqualTo(State.STOPPED);
  }

  @Test
  void closeThrowsWhenTheImageCannotBeSavedAndTheHostIsStopped() throws Exception {
    Lifecycle lifecycle = host().component("db", component("db")).start();

    try (ImagesInTheWay inTheWay = new ImagesInTheWay(home())) {
      assertThatThrownBy(lifecycle::close)
          .isInstanceOf(LifecycleException.class)
          .hasMessageContaining("No image saved: ")
          .hasMessageEndingWith("exit code 74");
    }

    assertThat(lifecycle.currentState()).isEqualTo(State.STOPPED);
    assertThat(calls).endsWith("stop db");
    assertThatNoException().isThrownBy(lifecycle::close);
  }

  @Test
  void aStopOfAStoppedHostIsTheStopThatWas() throws Exception {
    Lifecycle lifecycle = host().start();
    StopReport first = lifecycle.requestStop(StopRequest.by("first")).get();

    StopReport second = lifecycle.requestStop(StopRequest.by("second").discarding()).get();

    assertThat(second).isSameAs(first).isSameAs(lifecycle.awaitStopped());
  }

  @Test
  void awaitingAStopEndsWithItOrWithTheTime() throws Exception {
    Lifecycle lifecycle = host().start();
    assertThat(lifecycle.awaitStopped(Duration.ofMillis(1))).isEmpty();

    Background<StopReport> waiting = Background.call(lifecycle::awaitStopped).awaitBlocked();
    lifecycle.close();

    assertThat(waiting.get().requestedBy()).isEqualTo("close()");
    assertThat(lifecycle.awaitStopped(Duration.ofMillis(1))).contains(waiting.get());
  }

  @Test
  void whoeverCancelsHisFutureDoesNotCancelTheStop() throws Exception {
    Lifecycle lifecycle = host().start();

    lifecycle.requestStop(StopRequest.by("the test")).cancel(true);

    assertThat(lifecycle.awaitStopped().outcome()).isEqualTo(StopReport.Outcome.STOPPED);
  }

  @Test
  void whatDependsOnAStopMayAskForItsReport() throws Exception {
    Lifecycle lifecycle = host().start();

    StopReport report =
        lifecycle
            .requestStop(StopRequest.by("the test"))
            .thenCompose(first -> lifecycle.requestStop(StopRequest.by("again")))
            .get();

    assertThat(report.requestedBy()).isEqualTo("the test");
  }

  @Test
  void aTestHostLeavesNoThreadAndNoOpenPort() throws Exception {
    Set<Thread> before = Thread.getAllStackTraces().keySet();

    try (Lifecycle lifecycle = host().component("db", component("db")).start()) {
      assertThat(lifecycle.home()).isEqualTo(home().toRealPath());
      assertThat(home()).isDirectoryNotContaining("glob:**.port");
    }
    new NoThreadIsLeft().afterEach(null);

    assertThat(Thread.getAllStackTraces().keySet())
        .filteredOn(thread -> thread.getName().startsWith("liveimage"))
        .isSubsetOf(before);
    assertThat(home().resolve("pid")).doesNotExist();
  }

  @Test
  void aSecondHostOnTheSameDirectoryIsRefusedAndTheFirstUnharmed() throws Exception {
    try (Lifecycle first = host().start()) {
      assertThatThrownBy(() -> host().start())
          .isInstanceOf(LifecycleException.class)
          .hasMessageStartingWith("already in use by another lifecycle in this process");

      assertThat(first.currentState()).isEqualTo(State.RUNNING);
      assertThat(Files.readString(home().resolve("pid")).trim())
          .isEqualTo(Long.toString(ProcessHandle.current().pid()));
    }
  }

  @Test
  void aHostDescribesItselfInOneLine() {
    try (Lifecycle lifecycle = host().start()) {
      assertThat(lifecycle.name()).isEqualTo("notes");
      assertThat(lifecycle.describe())
          .matches(
              "notes \\(pid " + ProcessHandle.current().pid() + ", up \\d+ s, no image yet\\)");
      assertThat(lifecycle.generation()).isEmpty();
    }
    try (Lifecycle lifecycle = host().start()) {
      assertThat(lifecycle.describe()).endsWith("s, image 1)");
      assertThat(lifecycle.generation()).hasValue(1);
    }
  }

  @Test
  void aBadChoiceOfImageIsAConfigurationError() {
    assertThatThrownBy(() -> host().set("liveimage.start", "yesterday").start())
        .hasMessage(
            "Setting liveimage.start is \"yesterday\" (set in the builder)."
                + " Expected newest, previous, empty, or the number of an image.")
        .extracting(e -> ((LifecycleException) e).exitCode())
        .isEqualTo(ExitCodes.CONFIGURATION);
    assertThatNoException().isThrownBy(() -> host().start().close());
  }

  @Test
  void aNameWithALineEndIsAConfigurationError() {
    assertThatThrownBy(() -> host().name("a\nb").start())
        .hasMessageContaining("Expected text without line ends");
  }

  @ParameterizedTest
  @ValueSource(strings = {"PT0S", "PT-1S", "PT25H", "PT2562047788015215H"})
  void aStopTimeoutIsAboveZeroAndUpToADay(String timeout) {
    assertThatThrownBy(() -> host().stopTimeout(Duration.parse(timeout)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("Expected a stop timeout above zero and up to a day but was ");
  }

  @Test
  void readyIsToldOnce() {
    try (CapturedLog log = new CapturedLog();
        Lifecycle lifecycle = host().readyWhenTold().start()) {
      lifecycle.ready();
      lifecycle.ready();

      assertThat(log.at(ch.qos.logback.classic.Level.INFO)).containsOnlyOnce("notes is ready");
    }
  }

  @Test
  void listenersHearOnceThatTheHostIsReady() {
    List<LifecycleEvent> heard = new CopyOnWriteArrayList<>();
    try (Lifecycle lifecycle = host().readyWhenTold().start()) {
      lifecycle.addListener(heard::add);

      lifecycle.ready();
      lifecycle.ready();

      assertThat(heard).containsExactly(new LifecycleEvent.ToldReady("notes"));
    }
  }
}
