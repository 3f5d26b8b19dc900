package io.liveimage.killport;

import io.liveimage.local.PeerIdentity;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One connection to the kill port; used by the port's thread only. Lines go out as far as the
 * socket takes them, the rest waits; a client that reads too little is dropped, never waited for.
 */
final class Client {
  /** Where a client is; drawn in the description of this package. */
  enum Phase {
    PROVING,
    ASKING,
    CONFIRMING,
    WATCHING,
    LEAVING
  }

  private static final int MAX_LINE = 256;
  private static final int MAX_UNSENT = 64 * 1024;

  private final SocketChannel channel;
  private final SelectionKey key;
  private final StringBuilder received = new StringBuilder();
  private final Deque<ByteBuffer> unsent = new ArrayDeque<>();
  private int unsentBytes;
  private Phase phase = Phase.PROVING;
  private long deadline;
  private boolean endOfInput;
  private @Nullable PeerIdentity peer;

  Client(SocketChannel channel, SelectionKey key) {
    this.channel = channel;
    this.key = key;
  }

  Phase phase() {
    return phase;
  }

  void enter(Phase next, long deadlineNanos) {
    phase = next;
    deadline = deadlineNanos;
  }

  /** Whether the phase has lasted as long as it may; a watcher's lasts as long as the stop. */
  boolean isDue(long now) {
    return switch (phase) {
      case PROVING, WATCHING -> false;
      case LEAVING -> unsent.isEmpty() || now - deadline >= 0;
      case ASKING, CONFIRMING -> now - deadline >= 0;
    };
  }

  long deadline() {
    return deadline;
  }

  void provedToBe(PeerIdentity identity) {
    peer = identity;
  }

  /** Returns who the client is, for the log and the report. */
  String describePeer() {
    return peer == null ? "a peer with the access token" : peer.toString();
  }

  boolean isProved() {
    return peer != null;
  }

  InetSocketAddress remote() throws IOException {
    return (InetSocketAddress) channel.getRemoteAddress();
  }

  InetSocketAddress local() throws IOException {
    return (InetSocketAddress) channel.getLocalAddress();
  }

  /**
   * Reads what is there.
   *
   * @throws IOException when the peer is gone, or sent what no command can hold
   */
  void read(ByteBuffer buffer) throws IOException {
    buffer.clear();
    int count = channel.read(buffer);
    if (count < 0) {
      endOfInput = true;
      key.interestOpsAnd(~SelectionKey.OP_READ);
    }
    buffer.flip();
    while (buffer.hasRemaining() && phase != Phase.WATCHING && phase != Phase.LEAVING) {
      take((char) (buffer.get() & 0xff));
    }
  }

  private void take(char character) throws IOException {
    boolean isText = character >= ' ' && character < 0x7f;
    if (!isText && character != '\n' && character != '\r' && character != '\t') {
      throw new IOException("not a command: byte " + (int) character);
    }
    if (received.length() == MAX_LINE) {
      throw new IOException("not a command: line too long");
    }
    received.append(character);
  }

  /** Returns the first line that was received, without its end; the end of input ends it too. */
  Optional<String> line() {
    int end = received.indexOf("\n");
    if (end < 0 && endOfInput && received.length() > 0) {
      end = received.length();
    }
    return end < 0 ? Optional.empty() : Optional.of(received.substring(0, end));
  }

  boolean hasEndedInput() {
    return endOfInput;
  }

  boolean hasSentSomething() {
    return received.length() > 0;
  }

  /** Sends a line, or keeps it until the socket takes it. */
  void tell(String line) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap((line + "\n").getBytes(StandardCharsets.UTF_8));
    unsentBytes += bytes.remaining();
    if (unsentBytes > MAX_UNSENT) {
      throw new IOException("reads too slowly");
    }
    unsent.add(bytes);
    flush();
  }

  void flush() throws IOException {
    while (!unsent.isEmpty()) {
      ByteBuffer first = unsent.element();
      unsentBytes -= channel.write(first);
      if (first.hasRemaining()) {
        key.interestOpsOr(SelectionKey.OP_WRITE);
        return;
      }
      unsent.remove();
    }
    key.interestOpsAnd(~SelectionKey.OP_WRITE);
  }

  /** Reads what is left first: closing with unread bytes would reset the connection. */
  void close(ByteBuffer scratch) {
    try (channel) {
      channel.shutdownOutput();
      do {
        scratch.clear();
      } while (channel.read(scratch) > 0);
    } catch (IOException e) {
      // the peer is gone already
    }
  }
}
