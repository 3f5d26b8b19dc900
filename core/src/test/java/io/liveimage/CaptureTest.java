package io.liveimage;

import static io.liveimage.StateOption.captureTimeout;
import static io.liveimage.StateOption.guardedBy;
import static io.liveimage.StateOption.immutable;
import static io.liveimage.StateOption.paused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.liveimage.LifecycleEvent.SaveEnded;
import io.liveimage.Step.Phase;
import io.liveimage.snapshot.SectionFormat;
import io.liveimage.snapshot.SnapshotStore;
import io.liveimage.snapshot.StartFrom;
import io.liveimage.snapshot.StateCodec;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** How a component is kept still while its state is captured. */
@ExtendWith(NoThreadIsLeft.class)
class CaptureTest {
  @TempDir Path home;

  /** Accounts between which money is moved all the time: their sum never changes. */
  private static final class Bank implements AutoCloseable {
    private static final int ACCOUNTS = 500;

    record Books(Map<Integer, Long> balances) {}

    private final ReentrantLock lock = new ReentrantLock();
    private final Map<Integer, Long> balances = new HashMap<>();
    private final AtomicBoolean closed = new AtomicBoolean();
    private final Background<Void> transfers;
    private Map<Integer, Long> published = Map.of();
    private volatile long moved;

    Bank() {
      for (int i = 0; i < ACCOUNTS; i++) {
        balances.put(i, 100L);
      }
      transfers = Background.run(this::transfer);
    }

    private void transfer() {
      while (!closed.get()) {
        lock.lock();
        try {
          move(random(), random(), random());
        } finally {
          lock.unlock();
        }
      }
    }

    private static int random() {
      return ThreadLocalRandom.current().nextInt(ACCOUNTS);
    }

    /** Also changes the shape of the map: an account that is closed is opened again. */
    private void move(int from, int to, long amount) {
      long taken = balances.remove(from);
      balances.put(from, taken - amount);
      balances.merge(to, amount, Long::sum);
      if (++moved % 10_000 == 0) {
        published = Map.copyOf(balances);
      }
    }

    Books live() {
      return new Books(balances);
    }

    Books copied() {
      lock.lock();
      try {
        return new Books(Map.copyOf(balances));
      } finally {
        lock.unlock();
      }
    }

    void awaitTransfers() {
      long before = moved;
      await().atMost(Background.LIMIT).until(() -> moved > before);
    }

    @Override
    public void close() throws Exception {
      closed.set(true);
      transfers.get();
    }
  }

  private void assertBalanced(long generation) {
    Bank.Books books =
        SnapshotStore.directory(home.resolve("images"))
            .open(StartFrom.generation(generation))
            .orElseThrow()
            .section("bank")
            .orElseThrow()
            .decode(StateCodec.smile(Bank.Books.class));
    assertBalanced(books);
  }

  private static void assertBalanced(Bank.Books books) {
    assertThat(books.balances()).hasSize(Bank.ACCOUNTS);
    assertThat(books.balances().values().stream().mapToLong(Long::longValue).sum())
        .isEqualTo(100L * Bank.ACCOUNTS);
  }

  /** Saves while money is moved: when asked to, on a schedule, in a restart, and at the stop. */
  private void assertBalancedAfterEverySave(
      Bank bank, Supplier<Bank.Books> save, StateOption... options) throws Exception {
    List<Long> saved = new CopyOnWriteArrayList<>();
    try (bank) {
      Lifecycle lifecycle =
          Lifecycle.forTest(home)
              .set("liveimage.images.keep", "1000")
              .state("bank", Bank.Books.class, save, books -> assertBalanced(books), options)
              .component("bank", new Object())
              .checkpointEvery(Duration.ofMillis(50))
              .start();
      lifecycle.addListener(event -> saved(event).ifPresent(saved::add));
      for (int i = 0; i < 10; i++) {
        bank.awaitTransfers();
        saved.add(lifecycle.save("the test").generation().orElseThrow());
        lifecycle.restart("bank");
      }
      await().atMost(Background.LIMIT).until(() -> saved.size() >= 13);
      StopReport report = lifecycle.requestStop(StopRequest.by("the test")).get();
      saved.add(report.generation().orElseThrow());
    }
    saved.forEach(this::assertBalanced);
  }

  private static Optional<Long> saved(LifecycleEvent event) {
    return event instanceof SaveEnded ended && ended.report().requestedBy().equals("the schedule")
        ? Optional.of(ended.report().generation().orElseThrow())
        : Optional.empty();
  }

  @Test
  void aLiveMapIsSavedWholeUnderItsLock() throws Exception {
    Bank bank = new Bank();
    assertBalancedAfterEverySave(bank, bank::live, guardedBy(bank.lock));
  }

  @Test
  void aLiveMapIsSavedWholeWhenItsOwnerIsPaused() throws Exception {
    Bank bank = new Bank();
    Semaphore pause = new Semaphore(bank.lock);
    assertBalancedAfterEverySave(bank, bank::live, paused(pause::close, pause::open));
  }

  /** Holds a lock on a thread of its own, as a component does that stops its worker. */
  private static final class Semaphore {
    private final ReentrantLock lock;
    private CountDownLatch opened = new CountDownLatch(0);
    private Background<Void> holder = Background.run(() -> {});

    Semaphore(ReentrantLock lock) {
      this.lock = lock;
    }

    void close() {
      CountDownLatch held = new CountDownLatch(1);
      opened = new CountDownLatch(1);
      holder = Background.run(() -> hold(held, opened));
      awaitUnchecked(held);
    }

    private void hold(CountDownLatch held, CountDownLatch until) throws InterruptedException {
      lock.lock();
      try {
        held.countDown();
        Background.awaitLatch(until);
      } finally {
        lock.unlock();
      }
    }

    void open() {
      opened.countDown();
      try {
        holder.get();
      } catch (Exception e) {
        throw new IllegalStateException(e);
      }
    }
  }

  private static void awaitUnchecked(CountDownLatch latch) {
    try {
      Background.awaitLatch(latch);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void aCopyIsSavedWholeAndEncodedLater() throws Exception {
    Bank bank = new Bank();
    assertBalancedAfterEverySave(bank, bank::copied, immutable());
  }

  /** Notes whether a lock was held while a value was encoded. */
  private record Watching(ReentrantLock lock, AtomicBoolean held) implements StateCodec<String> {
    @Override
    public String id() {
      return "watching";
    }

    @Override
    public int version() {
      return 1;
    }

    @Override
    public String type() {
      return "text";
    }

    @Override
    public String fileExtension() {
      return "txt";
    }

    @Override
    public void write(String value, OutputStream out) throws IOException {
      held.set(lock.isLocked());
      out.write(value.getBytes());
    }

    @Override
    public String read(InputStream in, SectionFormat written) throws IOException {
      return new String(in.readAllBytes());
    }
  }

  private boolean isEncodedUnderTheLock(StateOption... others) {
    ReentrantLock lock = new ReentrantLock();
    AtomicBoolean held = new AtomicBoolean();
    StateOption[] options =
        others.length == 0
            ? new StateOption[] {guardedBy(lock)}
            : new StateOption[] {guardedBy(lock), others[0]};
    try (Lifecycle lifecycle = Lifecycle.forTest(home).start()) {
      lifecycle.state("text", new Watching(lock, held), () -> "saved", text -> {}, options);
      assertThat(lifecycle.save("the test").failure()).isEmpty();
    }
    return held.get();
  }

  @Test
  void whatMayChangeIsEncodedUnderTheLockAndWhatMayNotIsEncodedOutside() {
    assertThat(isEncodedUnderTheLock()).isTrue();
    assertThat(isEncodedUnderTheLock(immutable())).isFalse();
  }

  @Test
  void aComponentThatCannotBeHeldStillFailsTheSaveAndGoesOn() throws Exception {
    ReentrantLock lock = new ReentrantLock();
    try (Lifecycle lifecycle =
        Lifecycle.forTest(home)
            .state(
                "count",
                Integer.class,
                () -> 42,
                count -> {},
                guardedBy(lock),
                captureTimeout(Duration.ofMillis(50)))
            .start()) {
      lock.lock();
      SaveReport report;
      try {
        report = lifecycle.save("the test");
      } finally {
        lock.unlock();
      }

      assertThat(report.failure().orElseThrow())
          .startsWith(
              "state \"count\" was not captured within 50 ms: liveimage-capture-1 at"
                  + " jdk.internal.misc.Unsafe.park");
      assertThat(lifecycle.save("again").generation()).hasValue(1);
    }
  }

  @Test
  void aStopWaitsForAComponentLongerThanASave() throws Exception {
    ReentrantLock lock = new ReentrantLock();
    Lifecycle lifecycle =
        Lifecycle.forTest(home)
            .state(
                "count",
                Integer.class,
                () -> 42,
                count -> {},
                guardedBy(lock),
                captureTimeout(Duration.ofMillis(1)))
            .start();
    lock.lock();
    Background<Void> stop = Background.run(lifecycle::close);
    await().atMost(Background.LIMIT).until(lock::hasQueuedThreads);
    lock.unlock();
    stop.get();

    assertThat(lifecycle.awaitStopped().generation()).hasValue(1);
  }

  @Test
  void aComponentIsResumedAlsoWhenItsStateCannotBeReturned() {
    AtomicBoolean running = new AtomicBoolean(true);
    try (Lifecycle lifecycle =
        Lifecycle.forTest(home)
            .state(
                "count",
                Integer.class,
                () -> {
                  throw new IllegalStateException("torn");
                },
                count -> {},
                paused(() -> running.set(false), () -> running.set(true)))
            .start()) {
      assertThat(lifecycle.save("the test").failure().orElseThrow()).contains("torn");

      assertThat(running).isTrue();
      lifecycle.requestStop(StopRequest.by("the test").discarding()).join();
    }
  }

  @Test
  void aSaveThatIsAskedForByACaptureIsRefusedSinceItWouldWaitForItself() {
    CountDownLatch asked = new CountDownLatch(1);
    try (Lifecycle lifecycle = Lifecycle.forTest(home).start()) {
      lifecycle.state(
          "count",
          Integer.class,
          () -> {
            asked.countDown();
            return lifecycle.save("itself").steps().size();
          },
          count -> {});

      assertThat(lifecycle.save("the test").failure().orElseThrow())
          .contains("Save would wait for itself");
      assertThat(asked.getCount()).isZero();
      lifecycle.requestStop(StopRequest.by("the test").discarding()).join();
    }
  }

  @Test
  void severalStatesAreCapturedAtTheSameTimeAndToldOneByOne() throws Exception {
    CountDownLatch both = new CountDownLatch(2);
    try (Lifecycle lifecycle =
        Lifecycle.forTest(home)
            .state("a", Integer.class, () -> meet(both), value -> {})
            .state("b", Integer.class, () -> meet(both), value -> {})
            .start()) {
      SaveReport report = lifecycle.save("the test");

      assertThat(report.steps())
          .filteredOn(step -> step.phase() == Phase.CAPTURE)
          .extracting(Step::subject)
          .containsExactly("a", "b");
    }
  }

  /** Returns when both are here, or at once where there is one processor only. */
  private static int meet(CountDownLatch both) {
    both.countDown();
    if (Runtime.getRuntime().availableProcessors() > 1) {
      awaitUnchecked(both);
    }
    return 1;
  }
}
