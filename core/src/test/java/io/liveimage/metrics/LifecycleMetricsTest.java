package io.liveimage.metrics;

import static io.liveimage.ComponentOption.after;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import io.liveimage.Component;
import io.liveimage.Health;
import io.liveimage.HealthCheck;
import io.liveimage.Lifecycle;
import io.liveimage.LifecycleEvent;
import io.liveimage.LifecycleException;
import io.liveimage.StopRequest;
import io.liveimage.journal.Journal;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.lang.ref.WeakReference;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LifecycleMetricsTest {
  private static final Duration LIMIT = Duration.ofSeconds(20);

  private final MeterRegistry registry = new SimpleMeterRegistry();
  private final AtomicBoolean broken = new AtomicBoolean();
  private Lifecycle lifecycle;
  @TempDir Path home;

  @AfterEach
  void stop() {
    if (lifecycle != null) {
      lifecycle.requestStop(StopRequest.by("the test").discarding()).join();
    }
  }

  private Lifecycle start(Lifecycle.Builder builder) {
    lifecycle = builder.start();
    new LifecycleMetrics(lifecycle).bindTo(registry);
    return lifecycle;
  }

  private Lifecycle.Builder host() {
    return Lifecycle.forTest(home)
        .name("notes")
        .component("db", new Breakable())
        .component("http", new Breakable(), after("db"));
  }

  /** Fails to start when the test says so. */
  private final class Breakable implements Component {
    @Override
    public void start() {
      if (broken.get()) {
        throw new IllegalStateException("no such table");
      }
    }

    @Override
    public void stop() {}
  }

  private double gauge(String name, String... tags) {
    return registry.get("liveimage." + name).tags(tags).gauge().value();
  }

  private double seconds(String name) {
    return registry.get("liveimage." + name).timeGauge().value();
  }

  private long steps(String component, String phase, String outcome) {
    return registry.find("liveimage.component.step").timers().stream()
        .filter(timer -> component.equals(timer.getId().getTag("component")))
        .filter(timer -> phase.equals(timer.getId().getTag("phase")))
        .filter(timer -> outcome.equals(timer.getId().getTag("outcome")))
        .mapToLong(timer -> timer.count())
        .sum();
  }

  @Test
  void theStateIsOneForTheStateTheHostIsIn() {
    start(host());

    assertThat(gauge("state", "state", "running")).isOne();
    assertThat(gauge("state", "state", "draining")).isZero();
    assertThat(registry.find("liveimage.state").gauges()).hasSize(Lifecycle.State.values().length);
  }

  @Test
  void theHostIsReadyWhenItHasSaidSo() {
    start(host().readyWhenTold());
    assertThat(gauge("ready")).isZero();

    lifecycle.ready();

    assertThat(gauge("ready")).isOne();
  }

  @Test
  void theStartAndTheTimeSinceAreInSeconds() {
    start(host());

    double sinceBegin = lifecycle.uptime().toNanos() / 1e9;
    assertThat(seconds("uptime")).isCloseTo(sinceBegin, within(10.0)).isPositive();
    assertThat(seconds("start.duration")).isPositive().isLessThan(seconds("uptime"));
  }

  @Test
  void theTimingsOfAStartThatIsOverAreThere() {
    start(host());

    assertThat(steps("db", "start", "success")).isOne();
    assertThat(steps("http", "start", "success")).isOne();
    assertThat(gauge("component.up", "component", "http")).isOne();
  }

  @Test
  void aComponentThatIsAddedLaterHasItsMetersToo() {
    start(host());

    lifecycle.component("mail", new Breakable());

    assertThat(gauge("component.up", "component", "mail")).isOne();
    assertThat(steps("mail", "start", "success")).isOne();
  }

  @Test
  void restartsAreCountedByTheirOutcome() {
    start(host());

    lifecycle.restart("http");
    broken.set(true);
    assertThatThrownBy(() -> lifecycle.restart("db")).isInstanceOf(LifecycleException.class);

    assertThat(restarts("http", "success")).isOne();
    assertThat(restarts("db", "failure")).isOne();
    assertThat(steps("db", "start", "failure")).isOne();
    assertThat(gauge("component.up", "component", "db")).isZero();
  }

  private double restarts(String component, String outcome) {
    return registry
        .get("liveimage.component.restarts")
        .tags("component", component, "outcome", outcome)
        .counter()
        .count();
  }

  @Test
  void savesAreTimedAndTheirImageIsTheOneToStartFrom() {
    start(host().state("count", Integer.class, () -> savable(7), count -> {}));
    assertThat(gauge("image.generation")).isNaN();

    lifecycle.save("the test");
    broken.set(true);
    lifecycle.save("the test");

    assertThat(gauge("image.generation")).isOne();
    assertThat(seconds("image.age")).isNotNegative().isLessThan(seconds("uptime"));
    assertThat(saves("success")).isOne();
    assertThat(saves("failure")).isOne();
    assertThat(registry.get("liveimage.save.size").summary().totalAmount()).isPositive();
  }

  @Test
  void theLastImageHasTheSizeOfEachSectionAndThePauseItTook() {
    start(host().state("count", Integer.class, () -> savable(7), count -> {}));
    assertThat(registry.find("liveimage.image.section.size").gauge()).isNull();

    lifecycle.save("the test");
    broken.set(true);
    lifecycle.save("the test");

    assertThat(gauge("image.section.size", "section", "count")).isEqualTo(5);
    assertThat(registry.get("liveimage.save.size").summary().totalAmount()).isEqualTo(5);
    assertThat(registry.get("liveimage.capture").tags("section", "count").timer().count()).isOne();
  }

  @Test
  void aLongSaveShowsHowFarItIsUntilItEnds() {
    start(host().state("count", Integer.class, LifecycleMetricsTest::slowly, count -> {}));
    List<Double> seen = new CopyOnWriteArrayList<>();
    lifecycle.addListener(
        event -> {
          if (event instanceof LifecycleEvent.Progress) {
            seen.add(gauge("save.bytes", "phase", "save"));
          }
        });

    lifecycle.save("the test");

    assertThat(seen).first().isEqualTo(5.0);
    assertThat(gauge("save.bytes", "phase", "save")).isZero();
    assertThat(gauge("save.bytes", "phase", "verify")).isZero();
  }

  private static int slowly() {
    LockSupport.parkNanos(Duration.ofMillis(1100).toNanos());
    return 7;
  }

  @Test
  void aJournalShowsItsFigures() {
    AtomicInteger sum = new AtomicInteger();
    start(host().state("sum", Integer.class, sum::get, sum::set));
    Journal<Integer> journal = lifecycle.journal("sum", Integer.class, sum::addAndGet);
    lifecycle.save("the test");

    journal.append(3);
    journal.append(4);

    assertThat(gauge("journal.sequence", "journal", "sum")).isEqualTo(2);
    assertThat(counted("journal.appended")).isEqualTo(2);
    assertThat(counted("journal.forces")).isPositive();
    assertThat(counted("journal.bytes")).isPositive();
    assertThat(gauge("journal.replay.size", "journal", "sum")).isPositive();
    assertThat(gauge("journal.failed", "journal", "sum")).isZero();

    lifecycle.save("the test");

    assertThat(gauge("journal.replay.size", "journal", "sum")).isZero();
    assertThat(gauge("journal.sequence", "journal", "sum")).isEqualTo(2);
  }

  private double counted(String name) {
    return registry.get("liveimage." + name).tags("journal", "sum").functionCounter().count();
  }

  private int savable(int value) {
    if (broken.get()) {
      throw new IllegalStateException("no value");
    }
    return value;
  }

  private long saves(String outcome) {
    return registry.get("liveimage.save").tags("outcome", outcome).timer().count();
  }

  @Test
  void errorsAreCountedByTheirOrigin() {
    start(host());

    lifecycle.report("import of orders", new IllegalStateException("no orders"));

    assertThat(errors("host")).isOne();
    assertThat(errors("thread")).isZero();
  }

  private double errors(String origin) {
    return registry.get("liveimage.errors").tags("origin", origin).functionCounter().count();
  }

  @Test
  void aCheckThatGoesDownIsZeroUntilItIsUpAgain() {
    start(host().healthCheck("queue", HealthCheck.Kind.READINESS, this::queue));
    broken.set(true);
    lifecycle.health();
    assertThat(gauge("health", "check", "queue", "kind", "readiness")).isZero();

    broken.set(false);
    lifecycle.health();

    assertThat(gauge("health", "check", "queue", "kind", "readiness")).isOne();
  }

  private Health queue() {
    return broken.get() ? Health.down("full") : Health.up();
  }

  @Test
  void furtherTagsAreOnEveryMeter() {
    lifecycle = host().start();

    new LifecycleMetrics(lifecycle, Tags.of("zone", "a")).bindTo(registry);

    assertThat(registry.getMeters())
        .isNotEmpty()
        .allMatch(meter -> "notes".equals(meter.getId().getTag("name")))
        .allMatch(meter -> "a".equals(meter.getId().getTag("zone")));
  }

  @Test
  void everyMeterSaysWhatItIs() {
    start(host());
    lifecycle.restart("http");
    lifecycle.save("the test");

    assertThat(registry.getMeters())
        .extracting(Meter::getId)
        .allMatch(id -> id.getName().startsWith("liveimage."))
        .allMatch(id -> id.getDescription() != null);
  }

  @Test
  void bindingTwiceCountsOnce() {
    lifecycle = host().start();
    LifecycleMetrics metrics = new LifecycleMetrics(lifecycle);
    metrics.bindTo(registry);

    metrics.bindTo(registry);
    lifecycle.restart("http");

    assertThat(restarts("http", "success")).isOne();
  }

  @Test
  void closingTakesTheMetersOutOfTheRegistry() {
    lifecycle = host().start();
    LifecycleMetrics metrics = new LifecycleMetrics(lifecycle);
    metrics.bindTo(registry);

    metrics.close();
    metrics.close();
    lifecycle.restart("http");

    assertThat(registry.getMeters()).isEmpty();
  }

  @Test
  void aStoppedHostLeavesNothingInTheRegistry() {
    start(host()).close();

    assertThat(registry.getMeters()).isEmpty();

    new LifecycleMetrics(lifecycle).bindTo(registry);
    assertThat(registry.getMeters()).isEmpty();
  }

  @Test
  void theRegistryDoesNotHoldAHostThatNobodyHolds() {
    start(host()).close();
    WeakReference<Lifecycle> host = new WeakReference<>(lifecycle);
    lifecycle = null;

    await()
        .atMost(LIMIT)
        .until(
            () -> {
              System.gc();
              return host.get() == null;
            });
    assertThat(registry.getMeters()).isEmpty();
  }

  @Test
  void aScrapeWhileComponentsComeAndTheHostStopsIsHarmless() throws Exception {
    start(host());
    List<Throwable> failures = new java.util.concurrent.CopyOnWriteArrayList<>();
    CountDownLatch scraped = new CountDownLatch(20);
    AtomicBoolean over = new AtomicBoolean();
    Thread scraper = new Thread(() -> scrape(over, scraped, failures), "scraper");
    scraper.start();

    for (int i = 0; i < 20; i++) {
      lifecycle.component("late" + i, new Breakable());
    }
    scraped.await();
    lifecycle.close();
    over.set(true);
    scraper.join();

    assertThat(failures).isEmpty();
    assertThat(registry.getMeters()).isEmpty();
  }

  private void scrape(AtomicBoolean over, CountDownLatch scraped, List<Throwable> failures) {
    try {
      while (!over.get()) {
        registry.getMeters().forEach(meter -> meter.measure().forEach(m -> m.getValue()));
        scraped.countDown();
      }
    } catch (RuntimeException | Error e) {
      failures.add(e);
      scraped.countDown();
    }
  }
}
