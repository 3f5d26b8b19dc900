package io.liveimage.repl.terminal;

import static java.util.Objects.requireNonNull;

import io.liveimage.local.AccessToken;
import io.liveimage.local.PeerIdentity;
import io.liveimage.local.PeerProof;
import io.liveimage.local.PeerTrust;
import io.liveimage.local.PeerTrust.Connection;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells who a peer is, on a thread of its own: a proof reads files of the kernel and would hold up
 * the event loop. All who wait are proved at once, which takes no longer than one. Thread-safe.
 */
final class Doorkeeper implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(TerminalServer.class);
  private static final long SECONDS_TO_CLOSE = 1;

  private final PeerTrust trust;
  private final AccessToken token;
  private final LinkedBlockingQueue<Waiting> waiting = new LinkedBlockingQueue<>();
  private final ThreadPoolExecutor thread;

  private record Waiting(Connection connection, Consumer<PeerProof> receiver) {}

  Doorkeeper(PeerTrust trust, AccessToken token) {
    this.trust = trust;
    this.token = token;
    this.thread =
        new ThreadPoolExecutor(
            1,
            1,
            0,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            Doorkeeper::newThread,
            new ThreadPoolExecutor.DiscardPolicy());
  }

  private static Thread newThread(Runnable work) {
    Thread created = new Thread(work, "liveimage-repl-door");
    created.setDaemon(true);
    return created;
  }

  /** Hands the proof over on another thread; never when this is closed. */
  void prove(Connection connection, Consumer<PeerProof> receiver) {
    waiting.add(new Waiting(connection, receiver));
    thread.execute(this::proveAll);
  }

  private void proveAll() {
    List<Waiting> all = new ArrayList<>();
    waiting.drainTo(all);
    if (all.isEmpty()) {
      return;
    }
    Map<Connection, PeerProof> proofs = proofs(all.stream().map(Waiting::connection).toList());
    all.forEach(each -> hand(each, requireNonNull(proofs.get(each.connection))));
  }

  private Map<Connection, PeerProof> proofs(List<Connection> connections) {
    try {
      return trust.prove(connections);
    } catch (RuntimeException e) {
      log.warn("Peers of the REPL cannot be proved; they are asked for the access token", e);
      PeerProof none = new PeerProof.Unproved(e.toString(), OptionalLong.empty());
      return connections.stream().distinct().collect(Collectors.toMap(each -> each, each -> none));
    }
  }

  private static void hand(Waiting each, PeerProof proof) {
    try {
      each.receiver.accept(proof);
    } catch (RejectedExecutionException e) {
      log.debug("The REPL was closed while {} was being proved", each.connection);
    }
  }

  /** Returns the peer if it may evaluate; a browser or the host itself needs the token. */
  static Optional<PeerIdentity> trusted(PeerProof proof) {
    return proof instanceof PeerProof.Trusted trusted
        ? Optional.of(trusted.peer()).filter(peer -> !peer.isThisProcess() && !peer.isWebBrowser())
        : Optional.empty();
  }

  /** Returns what is known of a peer that has shown the token. */
  static String withToken(PeerProof proof) {
    String known =
        proof instanceof PeerProof.Trusted trusted
            ? trusted.peer().toString()
            : uid((PeerProof.Unproved) proof);
    return known + ", by token";
  }

  private static String uid(PeerProof.Unproved proof) {
    return proof.uid().isPresent() ? "uid " + proof.uid().getAsLong() : "unknown uid";
  }

  /** Tells whether nobody has the peer's end of the connection any more. */
  boolean isGone(PeerProof proof) {
    return trust.canProve() && proof instanceof PeerProof.Unproved none && none.uid().isEmpty();
  }

  boolean accepts(String line) {
    return token.matches(line.strip());
  }

  @Override
  public void close() {
    thread.shutdownNow();
    try {
      if (!thread.awaitTermination(SECONDS_TO_CLOSE, TimeUnit.SECONDS)) {
        log.warn("The thread that proves the peers of the REPL did not end in time");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
