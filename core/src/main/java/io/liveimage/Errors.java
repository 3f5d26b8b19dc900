package io.liveimage;

import static java.util.Objects.requireNonNull;

import io.liveimage.HostError.Origin;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Where all that goes wrong in a host is counted and told. Thread-safe, without a lock. */
final class Errors {
  private static final Logger log = LoggerFactory.getLogger(Lifecycle.class);

  /**
   * The thread that tells listeners of an error, seen by itself and by the threads it makes then.
   */
  private static final InheritableThreadLocal<Thread> teller = new InheritableThreadLocal<>();

  private final List<ErrorListener> listeners = new CopyOnWriteArrayList<>();
  private final Map<Origin, AtomicLong> counts = zeros();

  private static Map<Origin, AtomicLong> zeros() {
    Map<Origin, AtomicLong> zeros = new EnumMap<>(Origin.class);
    for (Origin origin : Origin.values()) {
      zeros.put(origin, new AtomicLong());
    }
    return zeros;
  }

  void add(ErrorListener listener) {
    listeners.add(listener);
  }

  void remove(ErrorListener listener) {
    listeners.remove(listener);
  }

  Map<Origin, Long> counts() {
    Map<Origin, Long> sums = new EnumMap<>(Origin.class);
    counts.forEach((origin, count) -> sums.put(origin, count.get()));
    return Collections.unmodifiableMap(sums);
  }

  /** Counts an error and tells it, unless it comes of telling another. */
  void tell(HostError error) {
    requireNonNull(counts.get(error.origin())).incrementAndGet();
    if (!isCausedByTelling(error)) {
      tellListeners(error);
    }
  }

  /** Tells what went wrong in a call to a component, if something did. */
  void tell(PartCall call) {
    call.failure()
        .ifPresent(cause -> tell(new HostError(Origin.COMPONENT, call.part().name(), cause)));
  }

  private static boolean isCausedByTelling(HostError error) {
    Thread telling = teller.get();
    return error.origin() == Origin.THREAD ? telling != null : telling == Thread.currentThread();
  }

  private void tellListeners(HostError error) {
    Thread before = teller.get();
    teller.set(Thread.currentThread());
    try {
      listeners.forEach(listener -> tell(listener, error));
    } finally {
      teller.set(before);
    }
  }

  private static void tell(ErrorListener listener, HostError error) {
    try {
      listener.on(error);
    } catch (Exception | Error e) { // whatever it is, it must not hide the error it was told
      log.warn("Error listener {} failed on {}", listener, error, e);
    }
  }
}
