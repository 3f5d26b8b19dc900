package io.liveimage.repl;

import io.liveimage.repl.engine.Outcome;
import java.time.Duration;

/**
 * Lets evaluations in until the image is about to be saved, so that nobody is told of a definition
 * that no image will hold. Thread-safe.
 */
final class EvaluationGate {
  private int inside;
  private boolean closed;

  synchronized void enter() {
    if (closed) {
      throw new StoppingHostException("The host is being stopped; nothing is evaluated any more.");
    }
    inside++;
  }

  synchronized void leave() {
    inside--;
    notifyAll();
  }

  /** Stops an evaluation of many snippets after the one that ended when the gate was closed. */
  synchronized void check(Outcome outcome) {
    if (closed && outcome instanceof Outcome.Defined defined) {
      throw new StoppingHostException(
          "The host is being stopped; this may not be in its image: " + defined.message());
    }
  }

  /** Closes, and waits until nobody is inside; false when somebody is after the limit. */
  synchronized boolean close(Duration limit) {
    closed = true;
    long end = System.nanoTime() + limit.toNanos();
    try {
      while (inside > 0 && end - System.nanoTime() > 0) {
        wait(Math.max(1, Duration.ofNanos(end - System.nanoTime()).toMillis()));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return inside == 0;
  }

  synchronized void open() {
    closed = false;
  }
}
