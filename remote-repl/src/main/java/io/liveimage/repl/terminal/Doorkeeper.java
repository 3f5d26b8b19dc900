package io.liveimage.repl.terminal;

import io.liveimage.ExtensionContext;
import io.liveimage.local.AccessToken;
import io.liveimage.local.PeerIdentity;
import io.liveimage.local.PeerProof;
import io.liveimage.local.PeerTrust;
import io.netty.channel.Channel;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Tells who a peer is, on a thread of its own: a proof reads files of the kernel and would hold up
 * the event loop.
 */
final class Doorkeeper implements AutoCloseable {
  private static final int MAX_WAITING = 256;

  private final PeerTrust trust;
  private final AccessToken token;
  private final ThreadPoolExecutor thread;

  Doorkeeper(ExtensionContext context) {
    this.trust = context.peerTrust();
    this.token = context.runDirectory().token();
    this.thread =
        new ThreadPoolExecutor(
            1,
            1,
            0,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(MAX_WAITING),
            work -> {
              Thread created = new Thread(work, "liveimage-repl-door");
              created.setDaemon(true);
              return created;
            });
  }

  /** Hands the proof over on another thread; false when too many wait for theirs. */
  boolean prove(Channel channel, Consumer<PeerProof> receiver) {
    InetSocketAddress peer = (InetSocketAddress) channel.remoteAddress();
    InetSocketAddress self = (InetSocketAddress) channel.localAddress();
    try {
      thread.execute(() -> receiver.accept(trust.prove(peer, self)));
      return true;
    } catch (RejectedExecutionException e) {
      return false;
    }
  }

  /** Returns the peer if it may evaluate; a browser or the host itself needs the token. */
  static Optional<PeerIdentity> trusted(PeerProof proof) {
    return proof instanceof PeerProof.Trusted trusted
        ? Optional.of(trusted.peer()).filter(peer -> !peer.isThisProcess() && !peer.isWebBrowser())
        : Optional.empty();
  }

  boolean accepts(String line) {
    return token.matches(line.strip());
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }
}
