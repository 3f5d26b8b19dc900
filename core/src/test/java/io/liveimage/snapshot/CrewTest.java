package io.liveimage.snapshot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class CrewTest {

  @Test
  void worksSideBySideOnThreadsThatEnd() throws Exception {
    Set<String> threads = new ConcurrentSkipListSet<>();
    CountDownLatch both = new CountDownLatch(2);
    Crew.Work work =
        () -> {
          threads.add(Thread.currentThread().getName());
          both.countDown();
          awaitWhateverInterrupts(both);
        };

    StoreProcess.require(Runtime.getRuntime().availableProcessors() > 1, "only one processor");
    try (Crew crew = new Crew("liveimage-test")) {
      crew.doAll(List.of(work, work), 2);
    }

    assertThat(threads)
        .containsExactlyInAnyOrder(Thread.currentThread().getName(), "liveimage-test-1");
  }

  @Test
  void makesNoThreadForWhatIsNotWorthOne() throws Exception {
    List<String> done = new ArrayList<>();
    Crew crew =
        new Crew(
            work -> {
              throw new AssertionError("a thread was made");
            });

    crew.doAll(List.of(() -> done.add("a"), () -> done.add("b"), () -> done.add("c")), 1);

    assertThat(done).containsExactly("a", "b", "c");
  }

  @Test
  void doesAllWithTheCallingThreadWhenNoOtherCanBeMade() throws Exception {
    List<String> done = new ArrayList<>();
    Crew crew =
        new Crew(
            work -> {
              throw new OutOfMemoryError("unable to create native thread");
            });

    crew.doAll(List.of(() -> done.add("a"), () -> done.add("b")), 2);
    Crew.await(crew.begin(() -> done.add("c")));

    assertThat(done).containsExactlyInAnyOrder("a", "b", "c");
  }

  @Test
  void endsAllWorkWhenOneFailsAndThrowsThatFailure() {
    CountDownLatch failed = new CountDownLatch(1);
    AtomicBoolean abandoned = new AtomicBoolean();
    try (Crew crew = new Crew("liveimage-test")) {
      Crew.Work endless =
          () -> {
            awaitWhateverInterrupts(failed);
            try {
              while (true) {
                crew.requireUnbroken();
              }
            } finally {
              abandoned.set(true);
            }
          };
      Crew.Work failing =
          () -> {
            failed.countDown();
            throw new IOException("disk full");
          };

      StoreProcess.require(Runtime.getRuntime().availableProcessors() > 1, "only one processor");
      assertThatExceptionOfType(IOException.class)
          .isThrownBy(() -> crew.doAll(List.of(endless, failing, endless), 3))
          .withMessage("disk full")
          .satisfies(e -> assertThat(e.getSuppressed()).isEmpty());
    }
    assertThat(abandoned).isTrue();
  }

  @Test
  void endsWhatItsHelpersDoWhenItIsInterruptedButNeverInterruptsThem() {
    Thread caller = Thread.currentThread();
    AtomicBoolean helperInterrupted = new AtomicBoolean();
    try (Crew crew = new Crew("liveimage-test")) {
      Crew.Work work =
          () -> {
            if (Thread.currentThread() != caller) {
              caller.interrupt();
              try {
                while (true) {
                  crew.requireUnbroken();
                }
              } finally {
                helperInterrupted.set(Thread.currentThread().isInterrupted());
              }
            }
            while (!caller.isInterrupted()) {
              Thread.onSpinWait();
            }
          };

      StoreProcess.require(Runtime.getRuntime().availableProcessors() > 1, "only one processor");
      assertThatExceptionOfType(ClosedByInterruptException.class)
          .isThrownBy(() -> crew.doAll(List.of(work, work), 2));
    }

    assertThat(Thread.interrupted()).isTrue();
    assertThat(helperInterrupted).isFalse();
  }

  private static void awaitWhateverInterrupts(CountDownLatch latch) {
    try {
      assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
