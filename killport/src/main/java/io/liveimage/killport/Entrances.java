package io.liveimage.killport;

import static java.util.Objects.requireNonNull;

import io.liveimage.killport.Client.Phase;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** All ways in, and who stands in the door; used by the port's thread only. */
final class Entrances {
  private static final Logger log = LoggerFactory.getLogger(KillPort.class);
  private static final Duration PAUSE = Duration.ofMillis(100);

  private final List<Entrance> entrances;
  private final Selector selector;
  private final Clients clients;
  private final Allowance allowance;
  private final SpareDescriptors spare = new SpareDescriptors();
  private final ByteBuffer scratch = ByteBuffer.allocateDirect(1024);
  private boolean paused;
  private long acceptAgainAt;
  private @Nullable SocketChannel arriving;

  Entrances(List<Entrance> entrances, Selector selector, Clients clients, Allowance allowance)
      throws IOException {
    this.entrances = List.copyOf(entrances);
    this.selector = selector;
    this.clients = clients;
    this.allowance = allowance;
    for (Entrance entrance : entrances) {
      entrance.server().register(selector, SelectionKey.OP_ACCEPT);
    }
    spare.restore();
  }

  boolean areOpen() {
    return entrances.stream().anyMatch(entrance -> entrance.server().isOpen());
  }

  /** A channel that is registered is closed by its selector, not before. */
  void close() throws IOException {
    for (Entrance entrance : entrances) {
      entrance.close();
    }
    spare.letGo();
    selector.selectNow();
  }

  /** Returns how long nobody can come in, at most; far away unless accepting has failed. */
  long nanosToNextAttempt(long now) {
    return paused ? acceptAgainAt - now : Long.MAX_VALUE;
  }

  /** Takes in those who have come; the kill port's thread goes on with others after some. */
  void accept() throws IOException {
    if (paused && System.nanoTime() - acceptAgainAt < 0) {
      return;
    }
    pause(false);
    for (Entrance entrance : entrances) {
      if (entrance.server().isOpen()) {
        accept(entrance);
      }
    }
  }

  private void accept(Entrance entrance) throws IOException {
    try {
      for (int i = 0; i < allowance.arrivals() && isSomebodyAt(entrance); i++) {
        admit(entrance);
      }
    } catch (IOException e) {
      log.debug("The kill port cannot accept a connection now: {}", e.getMessage());
      makeRoom();
    }
  }

  /** Who was accepted is not lost when the memory for the rest is missing at first. */
  private boolean isSomebodyAt(Entrance entrance) throws IOException {
    if (arriving == null) {
      arriving = entrance.server().accept();
    }
    return arriving != null;
  }

  private void admit(Entrance entrance) throws IOException {
    SocketChannel channel = requireNonNull(arriving);
    SelectionKey key = channel.configureBlocking(false).register(selector, SelectionKey.OP_READ);
    if (key.attachment() == null) {
      Client client = new Client(channel, entrance.socket(), key, scratch);
      clients.add(client);
      key.attach(client);
    }
    arriving = null;
  }

  /** Nearly always a lack of file descriptors; the next turn tries again. */
  private void makeRoom() throws IOException {
    boolean isRoom = clients.dropForRoom() | spare.letGo();
    if (!isRoom && clients.in(Phase.PROVING).isEmpty()) {
      pause(true);
      acceptAgainAt = System.nanoTime() + PAUSE.toNanos();
    }
  }

  /** Everybody who was accepted is proved: sets aside again what is needed for the next. */
  void settle() {
    spare.restore();
  }

  private void pause(boolean on) {
    if (paused != on) {
      paused = on;
      entrances.stream()
          .map(entrance -> entrance.server().keyFor(selector))
          .filter(key -> key != null && key.isValid())
          .forEach(key -> key.interestOps(on ? 0 : SelectionKey.OP_ACCEPT));
    }
  }
}
