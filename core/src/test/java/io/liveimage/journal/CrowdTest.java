package io.liveimage.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.liveimage.journal.PendingEvent.Awaited;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class CrowdTest {

  /** Without ever looking by themselves: a wake-up that is lost ends this test by its timeout. */
  @Test
  void everyThreadIsWokenWhateverTheBatches() throws Exception {
    var queue = new ConcurrentLinkedQueue<Awaited>();
    var left = new AtomicInteger(64);
    var threads =
        start(
            64,
            () -> {
              for (int i = 0; i < 500; i++) {
                var event = new Awaited(new byte[0]);
                queue.add(event);
                event.await(Long.MAX_VALUE);
              }
              left.decrementAndGet();
            });
    int released = 0;
    while (left.get() > 0 && !Thread.currentThread().isInterrupted()) {
      released += release(queue);
    }

    join(threads);
    assertThat(released).isEqualTo(64 * 500);
  }

  private static int release(ConcurrentLinkedQueue<Awaited> queue) {
    List<Awaited> batch = Stream.generate(queue::poll).takeWhile(event -> event != null).toList();
    new Crowd(batch).release();
    return batch.size();
  }

  @Test
  void aThreadThatIsWokenAndDoesNotRunKeepsNobody() throws Exception {
    var events = new ArrayList<Awaited>();
    IntStream.range(0, 8).forEach(i -> events.add(new Awaited(new byte[0])));
    var ready = new CountDownLatch(32);
    var waiting = new ConcurrentLinkedQueue<Awaited>();
    var threads =
        start(
            32,
            () -> {
              var event = new Awaited(new byte[0]);
              waiting.add(event);
              ready.countDown();
              event.await();
            });
    ready.await();
    events.addAll(waiting);

    new Crowd(events).release();

    join(threads);
    assertThat(events).noneMatch(Awaited::isWaiting);
  }

  @Test
  void whoWasToldOfADoubtIsNotToldOtherwise() {
    var event = new Awaited(new byte[0]);
    event.number = 1;
    event.inDoubt("the disk is full", null);

    new Batch(event, event, 0).durable();

    assertThatThrownBy(event::await)
        .isInstanceOf(InDoubtException.class)
        .hasMessage("the disk is full");
  }

  @Test
  void whoIsToldByTheWriterIsToldWhenAllThreadsAre() {
    var submitted = new PendingEvent.Submitted(new byte[0]);
    var awaited = new Awaited(new byte[0]);
    submitted.number = 1;
    awaited.number = 2;
    submitted.next = awaited;
    var waited = submitted.future.thenApply(number -> awaited.isWaiting());

    new Batch(submitted, awaited, 0).durable();

    assertThat(waited).isCompletedWithValue(false);
    assertThat(submitted.future).isCompletedWithValue(1L);
  }

  private static List<Thread> start(int count, Runnable task) {
    var threads = IntStream.range(0, count).mapToObj(i -> new Thread(task)).toList();
    threads.forEach(thread -> thread.setDaemon(true));
    threads.forEach(Thread::start);
    return threads;
  }

  private static void join(List<Thread> threads) throws InterruptedException {
    for (Thread thread : threads) {
      thread.join();
    }
  }
}
