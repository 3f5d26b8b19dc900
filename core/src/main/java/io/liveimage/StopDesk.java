package io.liveimage;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Where stops are asked for. The first request makes a stop, later ones join it. Thread-safe. */
final class StopDesk {
  private @Nullable PendingStop pending;
  private boolean closed;

  /** Takes a request; empty when the desk was closed, since nobody would carry it out. */
  synchronized Optional<PendingStop> submit(StopRequest request, boolean exits) {
    if (pending != null && pending.joinedBy(request, exits)) {
      return pending();
    }
    if (!closed) {
      pending = new PendingStop(request, exits);
      notifyAll();
      return pending();
    }
    return Optional.empty();
  }

  synchronized Optional<PendingStop> pending() {
    return Optional.ofNullable(pending);
  }

  /** Waits for a stop or for the end of the time, and returns the stop, if any; without memory. */
  synchronized @Nullable PendingStop await(long millis) throws InterruptedException {
    if (pending == null && !closed) {
      wait(millis);
    }
    return pending;
  }

  synchronized boolean isAsked() {
    return pending != null;
  }

  /** Whether no stop will come any more. */
  synchronized boolean isDone() {
    return pending == null && closed;
  }

  /** Forgets a stop that fell back to running, so that the next request makes a new one. */
  synchronized void withdraw(PendingStop stop) {
    if (pending == stop) {
      pending = null;
    }
  }

  synchronized void close() {
    closed = true;
    notifyAll();
  }
}
