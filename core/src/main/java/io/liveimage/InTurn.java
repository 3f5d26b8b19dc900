package io.liveimage;

import java.util.ArrayDeque;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * Calls to foreign code: one at a time, in the order in which they were queued, and without a lock,
 * so that a call that hangs holds up nobody but its thread. A call must not throw. Thread-safe.
 */
final class InTurn {
  private final Queue<Runnable> queue = new ArrayDeque<>();
  private boolean running;

  /** Fixes the place of a call among the others; it is made by the next {@link #run}. */
  synchronized void queue(Runnable call) {
    queue.add(call);
  }

  /** Makes the queued calls, unless another thread, or this one further up, is about it already. */
  void run() {
    if (begin()) {
      for (Runnable call = next(); call != null; call = next()) {
        call.run();
      }
    }
  }

  private synchronized boolean begin() {
    boolean idle = !running;
    running = true;
    return idle;
  }

  private synchronized @Nullable Runnable next() {
    Runnable call = queue.poll();
    running = call != null;
    return call;
  }
}
