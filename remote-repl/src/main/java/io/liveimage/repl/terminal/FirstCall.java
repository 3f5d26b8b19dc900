package io.liveimage.repl.terminal;

import java.io.IOException;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Waits on a thread of its own until somebody connects; accepts nothing. Thread-safe. */
final class FirstCall {
  private static final Logger log = LoggerFactory.getLogger(TerminalServer.class);
  private static final Duration TO_END = Duration.ofSeconds(5);

  private final Selector selector;
  private final Runnable answer;
  private final Thread thread = new Thread(this::run, "liveimage-repl-wait");

  private FirstCall(Selector selector, Runnable answer) {
    this.selector = selector;
    this.answer = answer;
  }

  /**
   * Begins to wait.
   *
   * @param listener a channel that does not block
   * @param answer run once, on the waiting thread, when a connection is there to be accepted
   */
  static FirstCall await(ServerSocketChannel listener, Runnable answer) throws IOException {
    FirstCall call = new FirstCall(Selector.open(), answer);
    listener.register(call.selector, SelectionKey.OP_ACCEPT);
    call.thread.setDaemon(true);
    call.thread.start();
    return call;
  }

  private void run() {
    try {
      while (selector.isOpen()) {
        if (selector.select() > 0) {
          stopWaiting();
          answer.run();
        }
      }
    } catch (ClosedSelectorException e) {
      log.debug("The wait for a first connection to the REPL ended before it began");
    } catch (IOException | RuntimeException | Error e) {
      log.error("The REPL cannot take connections; the host goes on without it", e);
    }
  }

  /** Ends the wait, and lets go of the listener; returns at once. A second call does nothing. */
  void stopWaiting() {
    try {
      selector.close();
    } catch (IOException e) {
      log.debug("The selector of the REPL's port did not close", e);
    }
  }

  /** Ends the wait, or waits for the answer that has begun. */
  void close() {
    stopWaiting();
    try {
      thread.join(TO_END.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
