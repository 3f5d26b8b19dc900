package io.liveimage.benchmarks.image;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;

/** Threads that append events. They are the same ones all the time. */
final class Writers implements AutoCloseable {
  private final ExecutorService threads;
  private final AtomicLong next = new AtomicLong();

  Writers(int most) {
    this.threads = Executors.newFixedThreadPool(most);
  }

  /** Returns how many nanoseconds each of so many events of one writer took, sorted. */
  long[] latencies(EventLog log, int events) throws Exception {
    return threads.submit(() -> measure(log, events)).get();
  }

  private long[] measure(EventLog log, int events) throws Exception {
    long[] nanos = new long[events];
    for (int i = 0; i < events; i++) {
      Booking booking = Booking.of(next.getAndIncrement());
      long began = System.nanoTime();
      log.append(booking);
      nanos[i] = System.nanoTime() - began;
    }
    Arrays.sort(nanos);
    return nanos;
  }

  /** Returns how many events so many writers get to the disk in a second. */
  double rate(EventLog log, int writers, Duration duration) throws Exception {
    long began = System.nanoTime();
    long end = began + duration.toNanos();
    List<Callable<Long>> tasks = new ArrayList<>();
    for (int i = 0; i < writers; i++) {
      tasks.add(() -> appendUntil(end, log));
    }
    long events = 0;
    for (Future<Long> each : threads.invokeAll(tasks)) {
      events += each.get();
    }
    return events * 1e9 / (System.nanoTime() - began);
  }

  private long appendUntil(long end, EventLog log) throws Exception {
    long events = 0;
    do {
      log.append(Booking.of(next.getAndIncrement()));
      events++;
    } while (System.nanoTime() - end < 0);
    return events;
  }

  @Override
  public void close() {
    threads.shutdown();
  }
}
