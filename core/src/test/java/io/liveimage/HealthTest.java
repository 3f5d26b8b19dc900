package io.liveimage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import io.liveimage.HealthCheck.Kind;
import io.liveimage.HealthReport.Finding;
import io.liveimage.LifecycleEvent.HealthChanged;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(NoThreadIsLeft.class)
class HealthTest {
  private static final Duration SOON = Duration.ofMillis(100);

  @TempDir Path directory;

  private final List<Finding> told = new CopyOnWriteArrayList<>();
  private final AtomicBoolean broken = new AtomicBoolean();

  private Lifecycle.Builder host() {
    return Lifecycle.forTest(directory.resolve("home")).name("notes");
  }

  private Lifecycle listening(Lifecycle lifecycle) {
    lifecycle.addListener(this::on);
    return lifecycle;
  }

  private void on(LifecycleEvent event) {
    if (event instanceof HealthChanged changed) {
      told.add(changed.finding());
    }
  }

  private Health upUnlessBroken() {
    return broken.get() ? Health.down("pool is empty") : Health.up("3 of 10 in use");
  }

  private static Health hangUntil(CountDownLatch released, AtomicInteger calls) {
    calls.incrementAndGet();
    try {
      Background.awaitLatch(released);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return Health.up();
  }

  private static void awaitUntil(Callable<Boolean> condition) {
    await().atMost(Background.LIMIT).pollInterval(Duration.ofMillis(5)).until(condition);
  }

  private static long checkThreads() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().equals("liveimage-health-notes"))
        .count();
  }

  /** Overrides one of the two. */
  private final class Database implements Component {
    @Override
    public Health readiness() {
      return upUnlessBroken();
    }
  }

  @Test
  void componentsThatAnswerAreAskedThenTheChecksThenTheHeartbeats() {
    Lifecycle lifecycle =
        host()
            .component("db", new Database())
            .component("web", new Component() {})
            .healthCheck("disk", Kind.LIVENESS, Health::up)
            .healthCheck("disk", Kind.READINESS, () -> Health.up("41 GB free"))
            .start();
    Heartbeat loop = lifecycle.heartbeat("loop", Duration.ofHours(1));

    HealthReport report = lifecycle.health();

    assertThat(report.findings())
        .extracting(finding -> finding.name() + " " + finding.kind() + finding.health())
        .containsExactly(
            "db READINESSHealth[isUp=true, detail=3 of 10 in use]",
            "disk LIVENESSHealth[isUp=true, detail=]",
            "disk READINESSHealth[isUp=true, detail=41 GB free]",
            "loop LIVENESSHealth[isUp=true, detail=]");
    assertThat(report.isReady()).isTrue();
    assertThat(report.isLive()).isTrue();
    loop.close();
    lifecycle.removeHealthCheck("disk");
    assertThat(lifecycle.health().findings()).hasSize(1);
    lifecycle.close();
  }

  @Test
  void aHostIsReadyWhenItSaysSoUntilItIsStopped() {
    AtomicInteger asked = new AtomicInteger();
    Lifecycle lifecycle =
        host()
            .readyWhenTold()
            .healthCheck("disk", Kind.LIVENESS, () -> Health.up("" + asked.incrementAndGet()))
            .start();
    assertThat(lifecycle.health().isReady()).isFalse();
    lifecycle.ready();
    assertThat(lifecycle.health().isReady()).isTrue();
    lifecycle.close();

    HealthReport stopped = lifecycle.health();

    assertThat(stopped.isReady()).isFalse();
    assertThat(stopped.isLive()).isFalse();
    assertThat(stopped.findings()).isEmpty();
    assertThat(asked).hasValue(2);
  }

  @Test
  void aCheckThatGoesDownAndUpIsToldAndLoggedOnceEach() {
    Lifecycle lifecycle = listening(host().component("db", new Database()).start());

    try (CapturedLog log = new CapturedLog()) {
      lifecycle.health();
      broken.set(true);
      assertThat(lifecycle.health().isReady()).isFalse();
      assertThat(lifecycle.health().isLive()).isTrue();
      broken.set(false);
      lifecycle.health();

      assertThat(log.at(Level.WARN))
          .containsExactly("notes: readiness of db is down: pool is empty");
      assertThat(log.at(Level.INFO))
          .containsOnlyOnce("notes: readiness of db is up again: 3 of 10 in use");
    }
    assertThat(told).extracting(finding -> finding.health().isUp()).containsExactly(false, true);
    lifecycle.close();
  }

  @Test
  void aCheckThatThrowsOrAnswersNullIsDown() {
    Lifecycle lifecycle =
        host()
            .healthCheck(
                "io",
                Kind.READINESS,
                () -> {
                  throw new IOException("no route");
                })
            .healthCheck(
                "sentry",
                Kind.READINESS,
                () -> {
                  throw new NoClassDefFoundError("io/sentry/Sentry");
                })
            .healthCheck("nothing", Kind.READINESS, () -> null)
            .start();

    assertThat(lifecycle.health().findings())
        .extracting(finding -> finding.health().detail())
        .containsExactly(
            "fails with java.io.IOException: no route",
            "fails with java.lang.NoClassDefFoundError: io/sentry/Sentry",
            "answers null");
    lifecycle.close();
  }

  @Test
  void aCheckThatHangsIsDownWithItsStackAndIsNotAskedAgainBeforeItReturns() {
    CountDownLatch released = new CountDownLatch(1);
    AtomicInteger calls = new AtomicInteger();
    Lifecycle lifecycle =
        host()
            .healthTimeout(SOON)
            .healthCheck("db", Kind.READINESS, () -> hangUntil(released, calls))
            .healthCheck("disk", Kind.READINESS, Health::up)
            .start();

    List<Finding> findings = lifecycle.health().findings();
    for (int i = 0; i < 100; i++) {
      lifecycle.health();
    }

    assertThat(findings.get(0).health().detail())
        .startsWith("no answer for 1")
        .contains("liveimage-health-notes at jdk.internal.misc.Unsafe.park(Unsafe.java) < ")
        .contains(" < io.liveimage.HealthTest.hangUntil(HealthTest.java:");
    assertThat(findings.get(0).duration()).isGreaterThanOrEqualTo(SOON);
    assertThat(findings.get(1).health().isUp()).isTrue();
    assertThat(calls).hasValue(1);
    assertThat(checkThreads()).isBetween(1L, 3L);

    released.countDown();
    awaitUntil(() -> lifecycle.health().isReady());
    assertThat(calls).hasValueGreaterThan(1);
    lifecycle.close();
  }

  @Test
  void callersAtTheSameTimeShareOneRound() throws Exception {
    CountDownLatch released = new CountDownLatch(1);
    AtomicInteger calls = new AtomicInteger();
    Lifecycle lifecycle =
        host()
            .healthTimeout(Background.LIMIT)
            .healthCheck("db", Kind.READINESS, () -> hangUntil(released, calls))
            .start();

    Background<HealthReport> first = Background.call(lifecycle::health);
    awaitUntil(() -> calls.get() == 1);
    Background<HealthReport> second = Background.call(lifecycle::health).awaitBlocked();
    released.countDown();

    assertThat(first.get().isReady()).isTrue();
    assertThat(second.get().isReady()).isTrue();
    assertThat(calls).hasValue(1);
    lifecycle.close();
  }

  @Test
  void aCallerThatIsInterruptedHearsTheAnswersAndStaysInterrupted() {
    Lifecycle lifecycle = host().component("db", new Database()).start();

    Thread.currentThread().interrupt();
    HealthReport report = lifecycle.health();

    assertThat(Thread.interrupted()).isTrue();
    assertThat(report.isReady()).isTrue();
    lifecycle.close();
  }

  @Test
  void aListenerAndACheckMayAskForTheHealthThemselves() {
    List<HealthReport> seen = new CopyOnWriteArrayList<>();
    Lifecycle lifecycle = host().healthTimeout(SOON).component("db", new Database()).start();
    lifecycle.addListener(event -> seen.add(lifecycle.health()));
    lifecycle.addHealthCheck(
        "self", Kind.LIVENESS, () -> lifecycle.health().findings().get(0).health());

    broken.set(true);
    lifecycle.health();

    assertThat(seen).isNotEmpty();
    lifecycle.close();
  }

  @Test
  void aCheckThatHangsHoldsUpNoStop() {
    CountDownLatch never = new CountDownLatch(1);
    AtomicInteger calls = new AtomicInteger();
    Lifecycle lifecycle =
        host()
            .healthTimeout(Duration.ofHours(1))
            .healthCheck("db", Kind.READINESS, () -> hangUntil(never, calls))
            .start();
    Background<HealthReport> asking = Background.call(lifecycle::health);
    awaitUntil(() -> calls.get() == 1);

    lifecycle.close();

    assertThat(lifecycle.currentState()).isEqualTo(Lifecycle.State.STOPPED);
    awaitUntil(asking::isDone);
  }

  @Test
  void aNameCanBeTakenOnceForEachKind() {
    Lifecycle lifecycle = host().healthCheck("disk", Kind.LIVENESS, Health::up).start();

    lifecycle.addHealthCheck("disk", Kind.READINESS, Health::up);

    assertThatThrownBy(() -> lifecycle.addHealthCheck("disk", Kind.READINESS, Health::up))
        .isInstanceOf(LifecycleException.class)
        .hasMessage("Health check \"disk\" of readiness is registered already.");
    lifecycle.close();
    assertThatThrownBy(() -> lifecycle.addHealthCheck("late", Kind.READINESS, Health::up))
        .isInstanceOf(LifecycleException.class);
  }

  @Test
  void aHeartThatStopsBeatingIsNoticedWithItsStackAndSoIsItsRecovery() throws Exception {
    Lifecycle lifecycle = listening(host().start());
    CountDownLatch released = new CountDownLatch(1);
    try (CapturedLog log = new CapturedLog();
        Heartbeat loop = lifecycle.heartbeat("loop", SOON)) {
      Background<Void> freezing =
          Background.run(
              () -> {
                loop.beat();
                Background.awaitLatch(released);
                while (!told.get(told.size() - 1).health().isUp()) {
                  loop.beat();
                }
              });
      awaitUntil(() -> !told.isEmpty());

      Finding missed = told.get(0);
      assertThat(missed.name()).isEqualTo("loop");
      assertThat(missed.kind()).isEqualTo(Kind.LIVENESS);
      assertThat(missed.health().detail())
          .startsWith("no heartbeat for 1")
          .contains("(limit 100 ms), background at jdk.internal.misc.Unsafe.park");
      assertThat(lifecycle.health().isLive()).isFalse();
      assertThat(log.at(Level.WARN))
          .singleElement()
          .asString()
          .startsWith("notes: liveness of loop is down: no heartbeat for 1")
          .contains("\"background\" daemon TIMED_WAITING", "io.liveimage.Background.awaitLatch");

      released.countDown();
      freezing.get();
      assertThat(told).hasSize(2);
      assertThat(log.at(Level.INFO)).contains("notes: liveness of loop is up again");
      assertThat(lifecycle.health().findings()).hasSize(1);
    }
    lifecycle.close();
  }

  @Test
  void theWatcherEndsWithTheLastHeartbeatAndBeginsWithTheNext() {
    Lifecycle lifecycle = listening(host().start());

    for (int i = 0; i < 3; i++) {
      Heartbeat one = lifecycle.heartbeat("one", SOON);
      Heartbeat other = lifecycle.heartbeat("other", Duration.ofHours(1));
      awaitUntil(() -> isWatched(lifecycle));
      one.close();
      other.close();
      other.close();
      awaitUntil(() -> !isWatched(lifecycle));
    }
    lifecycle.close();
  }

  private static boolean isWatched(Lifecycle lifecycle) {
    return Thread.getAllStackTraces().keySet().stream()
        .anyMatch(thread -> thread.getName().equals("liveimage-watch-" + lifecycle.name()));
  }

  @Test
  void aMissedHeartbeatStopsTheHostThatWantsIt() throws Exception {
    Lifecycle lifecycle = host().onMissedHeartbeat(FailurePolicy.STOP).start();
    lifecycle.heartbeat("loop", SOON);

    StopReport report = lifecycle.awaitStopped();

    assertThat(report.requestedBy()).isEqualTo("the watchdog, which misses loop");
    assertThat(report.exitCode()).isEqualTo(ExitCodes.FAILED);
  }

  @Test
  void nobodyIsExpectedToBeatWhileTheHostStops() throws Exception {
    CountDownLatch released = new CountDownLatch(1);
    AtomicInteger calls = new AtomicInteger();
    Component draining =
        new Component() {
          @Override
          public void drain() {
            hangUntil(released, calls);
          }
        };
    Lifecycle lifecycle = listening(host().component("http", draining).start());
    Heartbeat loop = lifecycle.heartbeat("loop", SOON);
    loop.beat();

    Background<Void> closing = Background.run(lifecycle::close);
    awaitUntil(() -> calls.get() == 1);
    told.clear();
    long begun = System.nanoTime();
    awaitUntil(() -> System.nanoTime() - begun > 5 * SOON.toNanos());
    assertThat(lifecycle.health().isLive()).isTrue();
    released.countDown();
    closing.get();

    assertThat(told).isEmpty();
  }

  @Test
  void aLimitHasToBeAboveZeroAndUpToADay() {
    Lifecycle lifecycle = host().start();

    assertThatThrownBy(() -> lifecycle.heartbeat("loop", Duration.ZERO))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Expected a heartbeat limit above zero and up to a day but was PT0S");
    lifecycle.close();
  }
}
