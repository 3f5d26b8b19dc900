package io.liveimage.killport;

import io.liveimage.local.LocalSocket;
import io.liveimage.local.PeerIdentity;
import io.liveimage.local.PeerProof;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
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
    SAVING,
    LEAVING,
    PARTED
  }

  private static final long NEVER = Long.MAX_VALUE;
  private static final int MAX_RECEIVED = 256;
  private static final int MAX_SENT_LINE = 1000;
  private static final int MAX_UNSENT = 64 * 1024;

  private final SocketChannel channel;
  private final Optional<LocalSocket> socket;
  private final SelectionKey key;
  private final ByteBuffer scratch;
  private final StringBuilder received = new StringBuilder(MAX_RECEIVED);
  private final Deque<ByteBuffer> unsent = new ArrayDeque<>();
  private int unsentBytes;
  private Phase phase = Phase.PROVING;
  private long deadline;
  private boolean endOfInput;
  private boolean foreign;
  private @Nullable PeerIdentity peer;

  /** Serves a connection, with a buffer that may be shared: it is empty between calls. */
  Client(
      SocketChannel channel, Optional<LocalSocket> socket, SelectionKey key, ByteBuffer scratch) {
    this.channel = channel;
    this.socket = socket;
    this.key = key;
    this.scratch = scratch;
  }

  Phase phase() {
    return phase;
  }

  void enter(Phase next, Duration limit) {
    phase = next;
    deadline = System.nanoTime() + limit.toNanos();
  }

  void watch() {
    phase = Phase.WATCHING;
  }

  void awaitSave() {
    phase = Phase.SAVING;
  }

  /**
   * Returns how long the phase may last from now; a watcher's lasts as long as the stop or save.
   */
  long nanosLeft(long now) {
    return switch (phase) {
      case PROVING, WATCHING, SAVING -> NEVER;
      case LEAVING -> unsent.isEmpty() ? 0 : deadline - now;
      case PARTED -> endOfInput ? 0 : deadline - now;
      case ASKING, CONFIRMING -> deadline - now;
    };
  }

  void provedToBe(PeerIdentity identity) {
    peer = identity;
  }

  boolean isProved() {
    return peer != null;
  }

  boolean cameThroughSocket() {
    return socket.isPresent();
  }

  /** Returns the proof of a client that came through the unix-domain socket. */
  Optional<PeerProof> proofOfSocket() {
    return socket.map(way -> way.prove(channel));
  }

  /** Returns who the client is, for the log and the report. */
  String describePeer() {
    String way = cameThroughSocket() ? ", unix socket" : "";
    return peer == null ? "a peer with the access token" : peer + way;
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
   * @throws IOException when the peer is gone
   */
  void read() throws IOException {
    scratch.clear();
    if (channel.read(scratch) < 0) {
      endOfInput = true;
      key.interestOpsAnd(~SelectionKey.OP_READ);
    }
    scratch.flip();
    while (scratch.hasRemaining() && isHeard()) {
      take((char) (scratch.get() & 0xff));
    }
  }

  boolean isHeard() {
    return phase == Phase.ASKING || phase == Phase.CONFIRMING;
  }

  /** Blank lines before the first word are as good as silence. */
  private void take(char character) {
    boolean isBlank = " \t\r\n".indexOf(character) >= 0;
    foreign |= !isBlank && (character < ' ' || character >= 0x7f);
    foreign |= received.length() == MAX_RECEIVED;
    if (!foreign && (!isBlank || hasSentSomething())) {
      received.append(character);
    }
  }

  /** Whether it sent what is in no command: a control character, or too long a line. */
  boolean isForeign() {
    return foreign;
  }

  /** Returns the first line that was received, without its end; the end of input ends it too. */
  Optional<String> line() {
    int end = received.indexOf("\n");
    if (end < 0 && endOfInput && hasSentSomething()) {
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
    ByteBuffer bytes = ByteBuffer.wrap((forTerminal(line) + "\n").getBytes(StandardCharsets.UTF_8));
    unsentBytes += bytes.remaining();
    unsent.add(bytes);
    flush();
    if (unsentBytes > MAX_UNSENT) {
      throw new IOException("reads too slowly");
    }
  }

  /** A component's failure is in some lines: it may be long, and hold anything. */
  private static String forTerminal(String line) {
    String printable = line.replaceAll("\\p{Cc}+", " ");
    return printable.length() > MAX_SENT_LINE
        ? printable.substring(0, MAX_SENT_LINE) + "..."
        : printable;
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

  boolean hasSentAll() {
    return unsent.isEmpty();
  }

  /** Tells the peer that nothing more comes; most close their end then. */
  void part(Duration limit) throws IOException {
    channel.shutdownOutput();
    enter(Phase.PARTED, limit);
  }

  /** Resets the connection if the peer has not closed its end: only that ends {@code nc}. */
  void close() {
    try (channel) {
      channel.shutdownOutput();
      if (!endOfInput) {
        channel.setOption(StandardSocketOptions.SO_LINGER, 0);
      }
    } catch (IOException e) {
      // the peer is gone already
    }
  }
}
