package io.liveimage.killport;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.liveimage.ExtensionContext;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A conversation of the kill port with itself, on a second stage, soon after it was opened: what it
 * needs is loaded then, and not for the first time when memory or file descriptors have run out. A
 * class that could not be initialised once is lost for good. Used by the port's thread only.
 */
final class Rehearsal {
  private static final Logger log = LoggerFactory.getLogger(KillPort.class);
  private static final long DELAY_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final ExtensionContext context;
  private final Patience patience;
  private final long begin = System.nanoTime() + DELAY_NANOS;
  private boolean over;

  Rehearsal(ExtensionContext context, Patience patience) {
    this.context = context;
    this.patience = patience;
  }

  /** Returns how long it is to the begin, if that is to come. */
  long nanosLeft(long now) {
    return over ? Long.MAX_VALUE : begin - now;
  }

  void performWhenDue() {
    if (nanosLeft(System.nanoTime()) > 0) {
      return;
    }
    over = true;
    try {
      perform();
      log.debug("The kill port has rehearsed");
    } catch (IOException e) {
      log.debug("The kill port could not rehearse", e);
    }
  }

  private void perform() throws IOException {
    Entrance entrance = Entrance.port(0);
    KillPortLoop stage = new KillPortLoop(List.of(entrance), context, Trigger.LINE, patience);
    try (SocketChannel visitor = SocketChannel.open(entrance.server().getLocalAddress())) {
      stage.turn();
      visitor.write(ByteBuffer.wrap("status\n".getBytes(US_ASCII)));
      stage.turn();
      stage.rehearseStop();
    } finally {
      stage.abandon();
    }
  }
}
