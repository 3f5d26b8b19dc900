package io.liveimage;

import static io.liveimage.ComponentOption.after;
import static io.liveimage.ComponentOption.drainTimeout;
import static io.liveimage.ComponentOption.stopTimeout;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.liveimage.ComponentStatus.Condition;
import io.liveimage.Lifecycle.State;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(NoThreadIsLeft.class)
class RestartTest {
  private static final Duration SHORT = Duration.ofMillis(100);

  @TempDir Path directory;

  private final List<String> calls = RecordingComponent.calls();
  private final Counter counter = new Counter();

  /** Counts while it runs, and forgets its count when it is stopped. */
  private final class Counter extends RecordingComponent {
    private final AtomicInteger count = new AtomicInteger(41);
    private volatile boolean failing;
    private volatile Background.ThrowingRunnable inDrain = () -> {};
    private volatile Background.ThrowingRunnable inStart = () -> {};
    private volatile Background.ThrowingRunnable inStop = () -> {};

    Counter() {
      super("counter", calls);
    }

    @Override
    public void start() throws Exception {
      super.start();
      inStart.run();
      if (failing) {
        throw new IOException("port in use");
      }
    }

    @Override
    public void drain() throws Exception {
      super.drain();
      inDrain.run();
    }

    @Override
    public void stop() throws Exception {
      super.stop();
      count.set(-1);
      inStop.run();
    }
  }

  private Lifecycle.Builder host() {
    return Lifecycle.forTest(directory.resolve("home"))
        .name("notes")
        .component("db", component("db"))
        .component("counter", counter, after("db"), drainTimeout(SHORT), stopTimeout(SHORT))
        .component("http", component("http"), after("counter"))
        .component("mail", component("mail"), after("db"))
        .state("counter", Integer.class, counter.count::get, counter.count::set);
  }

  private Lifecycle started() {
    Lifecycle lifecycle = host().start();
    calls.clear();
    return lifecycle;
  }

  private RecordingComponent component(String name) {
    return new RecordingComponent(name, calls);
  }

  private static Condition condition(Lifecycle lifecycle, String name) {
    return lifecycle.components().stream()
        .filter(each -> each.name().equals(name))
        .findFirst()
        .orElseThrow()
        .condition();
  }

  private void savedIs(int expected) {
    counter.failing = false;
    counter.inStart = () -> {};
    counter.count.set(0);
    Lifecycle next = host().start();
    assertThat(counter.count).hasValue(expected);
    next.requestStop(StopRequest.by("the test").discarding()).join();
  }

  @Test
  void aComponentAndThoseThatComeAfterItAreRestartedAndKeepTheirState() {
    try (Lifecycle lifecycle = started()) {
      RestartReport report = lifecycle.restart("counter");

      assertThat(calls)
          .containsExactly(
              "drain http",
              "drain counter",
              "stop http",
              "stop counter",
              "start counter",
              "start http");
      assertThat(counter.count).hasValue(41);
      assertThat(report.running()).containsExactly("counter", "http");
      assertThat(report.succeeded()).isTrue();
      assertThat(report.conclusion()).startsWith("Restarted counter, http in ");
      assertThat(lifecycle.currentState()).isEqualTo(State.RUNNING);
    }
  }

  @Test
  void theOthersGoOnServingMeanwhile() {
    try (Lifecycle lifecycle = started()) {
      AtomicReference<Condition> mail = new AtomicReference<>();
      AtomicReference<State> state = new AtomicReference<>();
      counter.inStart =
          () -> {
            mail.set(condition(lifecycle, "mail"));
            state.set(lifecycle.currentState());
          };

      lifecycle.restart("counter");

      assertThat(mail).hasValue(Condition.RUNNING);
      assertThat(state).hasValue(State.RUNNING);
      assertThat(calls).noneMatch(call -> call.endsWith("mail") || call.endsWith("db"));
    }
  }

  @Test
  void aDrainThatFailsOrHangsDoesNotKeepItFromBeingRestarted() {
    try (Lifecycle lifecycle = started()) {
      counter.inDrain = () -> new CountDownLatch(1).await();

      RestartReport report = lifecycle.restart("counter");

      assertThat(report.steps().get(1).failure().orElseThrow()).startsWith("did not drain within ");
      assertThat(counter.count).hasValue(41);
    }
  }

  @Test
  void oneWhoseStopHangsIsNotStartedASecondTime() throws Exception {
    CountDownLatch late = new CountDownLatch(1);
    Lifecycle lifecycle = started();
    counter.inStop = () -> awaitWhateverInterrupts(late);

    Throwable failure = catchThrowable(() -> lifecycle.restart("counter"));
    late.countDown();
    new NoThreadIsLeft().beforeEach(null);

    assertThat(failure).hasMessageContaining("counter=not started, since its stop hangs");
    assertThat(calls).doesNotContain("start counter", "start http");
    counter.inStop = () -> {};
    lifecycle.restart("counter");
    assertThat(counter.count).hasValue(41);
    lifecycle.close();
  }

  private static void awaitWhateverInterrupts(CountDownLatch latch) {
    while (true) {
      try {
        Background.awaitLatch(latch);
        return;
      } catch (InterruptedException e) {
        // as code that blocks in the system
      }
    }
  }

  @Test
  void whenTheStateCannotBeHadNothingIsRestarted() {
    AtomicReference<RuntimeException> failure = new AtomicReference<>();
    Lifecycle lifecycle = started();
    lifecycle.state("http", Integer.class, () -> unless(failure.get()), n -> {});
    failure.set(new IllegalStateException("torn"));

    assertThatThrownBy(() -> lifecycle.restart("counter"))
        .isInstanceOf(LifecycleException.class)
        .hasMessageStartingWith("Nothing was restarted: state \"http\" could not be captured: ");
    assertThat(calls)
        .containsExactly("drain http", "drain counter", "resume counter", "resume http");
    assertThat(condition(lifecycle, "http")).isEqualTo(Condition.RUNNING);

    failure.set(null);
    counter.count.set(42);
    lifecycle.close();
    savedIs(42);
  }

  private static int unless(RuntimeException failure) {
    if (failure != null) {
      throw failure;
    }
    return 7;
  }

  @Test
  void whenTheStartFailsTheMessageSaysWhatRunsAndARetryHasTheState() {
    try (Lifecycle lifecycle = started()) {
      counter.failing = true;

      assertThatThrownBy(() -> lifecycle.restart("db"))
          .isInstanceOf(LifecycleException.class)
          .hasMessageStartingWith("Restart of db failed after ")
          .hasMessageContaining("port in use")
          .hasMessageContaining("http=not started, for lack of counter")
          .hasMessageEndingWith("Running again: db, mail. To try again: restart(\"db\")");
      assertThat(condition(lifecycle, "counter")).isEqualTo(Condition.FAILED);
      assertThat(condition(lifecycle, "mail")).isEqualTo(Condition.RUNNING);

      counter.failing = false;
      calls.clear();
      lifecycle.restart("counter");

      assertThat(calls).containsExactly("start counter", "start http");
      assertThat(counter.count).hasValue(41);
    }
  }

  @Test
  void whatDoesNotRunIsSavedWithTheStateItHad() {
    Lifecycle lifecycle = started();
    counter.failing = true;
    catchThrowable(() -> lifecycle.restart("counter"));

    SaveReport save = lifecycle.save("the test");
    counter.count.set(-2);
    lifecycle.close();

    assertThat(save.generation()).hasValue(1);
    savedIs(41);
  }

  @Test
  void anUnknownNameIsToldWithTheKnownOnes() {
    try (Lifecycle lifecycle = started()) {
      assertThatThrownBy(() -> lifecycle.restart("htpp"))
          .hasMessage("There is no component \"htpp\". Registered: db, counter, http, mail.");
      assertThat(calls).isEmpty();
    }
  }

  @Test
  void restartsComeOneAfterTheOther() throws Exception {
    try (Lifecycle lifecycle = started()) {
      CountDownLatch starting = new CountDownLatch(1);
      CountDownLatch go = new CountDownLatch(1);
      counter.inStart =
          () -> {
            starting.countDown();
            Background.awaitLatch(go);
          };
      Background<RestartReport> first = Background.call(() -> lifecycle.restart("counter"));
      Background.awaitLatch(starting);
      Background<RestartReport> second =
          Background.call(() -> lifecycle.restart("mail")).awaitBlocked();
      assertThat(calls).doesNotContain("drain mail");
      go.countDown();

      assertThat(first.get().succeeded()).isTrue();
      assertThat(second.get().running()).containsExactly("mail");
    }
  }

  @Test
  void aComponentThatRestartsItselfIsToldSo() {
    try (Lifecycle lifecycle = started()) {
      AtomicReference<Throwable> refusal = new AtomicReference<>();
      AtomicReference<Throwable> save = new AtomicReference<>();
      counter.inStart =
          () -> {
            refusal.set(catchThrowable(() -> lifecycle.restart("counter")));
            save.set(catchThrowable(() -> lifecycle.save("itself")));
          };
      lifecycle.state("odd", String.class, () -> lifecycle.restart("db").component(), text -> {});

      lifecycle.restart("counter");
      SaveReport report = lifecycle.save("the test");

      assertThat(refusal.get())
          .isInstanceOf(LifecycleException.class)
          .hasMessageStartingWith("Restart of counter would wait for itself");
      assertThat(save.get()).hasMessageStartingWith("Save would wait for itself");
      assertThat(report.failure().orElseThrow()).contains("Restart of db would wait for itself");
      lifecycle.requestStop(StopRequest.by("the test").discarding()).join();
    }
  }

  @Test
  void aStopWaitsForARestartAndARestartDuringAStopIsRefused() throws Exception {
    Lifecycle lifecycle = started();
    CountDownLatch draining = new CountDownLatch(1);
    CountDownLatch go = new CountDownLatch(1);
    CountDownLatch stopDraining = new CountDownLatch(1);
    counter.inStart =
        () -> {
          draining.countDown();
          Background.awaitLatch(go);
        };
    lifecycle.addListener(event -> countDownAt(State.DRAINING, event, stopDraining));
    Background<RestartReport> restart = Background.call(() -> lifecycle.restart("counter"));
    Background.awaitLatch(draining);

    Background<Void> stop = Background.run(lifecycle::close);
    Background.awaitLatch(stopDraining);
    go.countDown();
    stop.get();

    Throwable failure = catchThrowable(restart::get);
    assertThat(failure).hasMessageContaining("http=not started");
    assertThat(calls)
        .doesNotContain("start http")
        .containsSubsequence(
            "start counter", "drain counter", "drain db", "stop counter", "stop db");
    assertThatThrownBy(() -> lifecycle.restart("db"))
        .hasMessage("notes is being stopped by close()");
    savedIs(41);
  }

  private static void countDownAt(State state, LifecycleEvent event, CountDownLatch latch) {
    if (event instanceof LifecycleEvent.StateChanged changed && changed.to() == state) {
      latch.countDown();
    }
  }

  @Test
  void aRestartThatHangsDoesNotCostTheImageOfAStop() throws Exception {
    Lifecycle lifecycle = host().stopTimeout(Duration.ofSeconds(2)).start();
    CountDownLatch starting = new CountDownLatch(1);
    counter.inStart =
        () -> {
          starting.countDown();
          new CountDownLatch(1).await();
        };
    Background<RestartReport> restart = Background.call(() -> lifecycle.restart("counter"));
    Background.awaitLatch(starting);

    lifecycle.close();

    assertThatThrownBy(restart::get).hasMessageContaining("was not waited for");
    savedIs(41);
  }
}
