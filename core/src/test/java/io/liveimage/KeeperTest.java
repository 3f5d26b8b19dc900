package io.liveimage;

import static io.liveimage.ComponentOption.after;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import io.liveimage.Lifecycle.State;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(NoThreadIsLeft.class)
class KeeperTest {
  private static final Duration SHORT = Duration.ofMillis(200);

  @TempDir Path directory;

  private final List<String> calls = RecordingComponent.calls();

  private Lifecycle.Builder host() {
    return Lifecycle.forTest(directory.resolve("home")).name("notes").stopTimeout(SHORT);
  }

  private RecordingComponent hangingInStop(String name) {
    return new RecordingComponent(name, calls) {
      @Override
      public void stop() throws Exception {
        super.stop();
        hang();
      }
    };
  }

  private static void hang() throws InterruptedException {
    new CountDownLatch(1).await();
  }

  @Test
  void hangingComponentsAreInterruptedAndTheStopGoesOn() throws Exception {
    Lifecycle lifecycle =
        host()
            .component("db", new RecordingComponent("db", calls))
            .component("mail", hangingInStop("mail"), after("db"))
            .component("http", hangingInStop("http"), after("mail"))
            .start();

    StopReport report;
    List<String> errors;
    try (CapturedLog log = new CapturedLog()) {
      report = lifecycle.requestStop(StopRequest.by("the test")).get();
      errors = log.at(Level.ERROR);
    }

    assertThat(calls).endsWith("stop http", "stop mail", "stop db");
    assertThat(report.outcome()).isEqualTo(StopReport.Outcome.STOPPED);
    assertThat(report.steps())
        .filteredOn(step -> step.failure().isPresent())
        .extracting(Step::subject)
        .containsExactly("http", "mail");
    assertThat(errors).anyMatch(error -> error.contains("It hangs in: stop mail"));
    assertThat(errors.get(0))
        .startsWith("notes did not stop in time. It hangs in: stop http")
        .contains("KeeperTest.hang");
    assertThat(errors.get(0).lines().skip(1).findFirst().orElseThrow())
        .startsWith("\"liveimage-stop-http\"");
  }

  @Test
  void anInterruptThatADrainKeepsDoesNotSpoilTheSave() throws Exception {
    Component stubborn =
        new Component() {
          @Override
          public void drain() {
            try {
              hang();
            } catch (InterruptedException e) {
              Thread.currentThread().interrupt();
            }
          }
        };
    Lifecycle lifecycle =
        host().component("http", stubborn).state("n", Integer.class, () -> 1, n -> {}).start();

    StopReport report = lifecycle.requestStop(StopRequest.by("the test")).get();

    assertThat(report.outcome()).isEqualTo(StopReport.Outcome.STOPPED);
    assertThat(report.generation()).hasValue(1);
  }

  @Test
  void aComponentThatHangsInItsLateStartIsInterruptedByAStop() throws Exception {
    CountDownLatch starting = new CountDownLatch(1);
    Lifecycle lifecycle = host().start();
    Component hanging =
        new Component() {
          @Override
          public void start() throws InterruptedException {
            starting.countDown();
            hang();
          }
        };
    Background<Void> late = Background.run(() -> lifecycle.component("late", hanging));
    Background.awaitLatch(starting);

    lifecycle.close();

    assertThatThrownBy(late::get)
        .hasMessageContaining("Component \"late\" could not be started: was not waited for");
    assertThat(lifecycle.currentState()).isEqualTo(State.STOPPED);
  }

  @Test
  void anInterruptOfTheThreadThatKeepsTheHostDoesNotMakeItUnstoppable() {
    Lifecycle lifecycle = host().component("db", new RecordingComponent("db", calls)).start();

    Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().equals("liveimage-notes"))
        .forEach(Thread::interrupt);
    lifecycle.close();

    assertThat(calls).endsWith("stop db");
  }

  @Test
  void theThreadThatKeepsATestHostDoesNotKeepTheProcess() {
    try (Lifecycle lifecycle = host().start()) {
      assertThat(Thread.getAllStackTraces().keySet())
          .filteredOn(thread -> thread.getName().startsWith("liveimage"))
          .isNotEmpty()
          .allMatch(Thread::isDaemon);
    }
  }

  @Test
  void whoeverAsksAHostWhoseStartFailedToStopIsAnswered() throws Exception {
    Lifecycle.Builder builder =
        host()
            .component("db", new RecordingComponent("db", calls))
            .state(
                "n",
                Integer.class,
                () -> 1,
                n -> {
                  throw new IllegalStateException("no");
                });
    host().state("n", Integer.class, () -> 1, n -> {}).start().close();
    Host host = openHost();
    try {
      Lifecycle lifecycle = new Lifecycle(host, StopPolicy.USUAL, false);
      assertThatThrownBy(() -> lifecycle.begin(builder, null))
          .isInstanceOf(LifecycleException.class);

      StopReport report = lifecycle.requestStop(StopRequest.by("the test")).get();

      assertThat(report.requestedBy()).isEqualTo("its failed start");
      assertThat(report.exitCode()).isEqualTo(ExitCodes.FAILED);
      lifecycle.close();
      assertThat(lifecycle.awaitStopped()).isEqualTo(report);
    } finally {
      host.leave();
    }
  }

  private Host openHost() {
    return Host.open(
        new Settings(
            Map.of(
                "liveimage.home", directory.resolve("home").toString(), "liveimage.name", "notes")),
        StopPolicy.USUAL,
        Optional.empty());
  }

  @Test
  void twoHostsInOneProcessAreStoppedByThemselves() {
    Lifecycle first = host().start();
    Lifecycle second = Lifecycle.forTest(directory.resolve("second")).start();

    first.close();

    assertThat(first.currentState()).isEqualTo(State.STOPPED);
    assertThat(second.currentState()).isEqualTo(State.RUNNING);
    second.close();
  }
}
