package io.liveimage.repl.session;

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

  /** Ends an evaluation of many snippets after the one during which the gate was closed. */
  synchronized void check() {
    if (closed) {
      throw new StoppingHostException(
          "The host is being stopped; what was defined last may be missing in its image, and"
              + " nothing more is evaluated.");
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
