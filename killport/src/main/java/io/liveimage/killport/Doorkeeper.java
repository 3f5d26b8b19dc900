package io.liveimage.killport;

import static java.util.Objects.requireNonNull;

import io.liveimage.ExtensionContext;
import io.liveimage.local.AccessToken;
import io.liveimage.local.PeerIdentity;
import io.liveimage.local.PeerProof;
import io.liveimage.local.PeerTrust;
import io.liveimage.local.PeerTrust.Connection;
import java.io.IOException;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Tells which clients are the user of this process: by proof, or by the access token. */
final class Doorkeeper {
  private static final long ROOT = 0;

  private final PeerTrust trust;
  private final AccessToken token;

  Doorkeeper(ExtensionContext context) {
    this.trust = context.peerTrust();
    this.token = context.runDirectory().token();
  }

  /** Proves all clients in one look at the system; those that are gone already are left out. */
  Map<Client, PeerProof> prove(Collection<Client> clients) {
    Map<Client, Connection> connections = new LinkedHashMap<>();
    Map<Client, PeerProof> proved = new LinkedHashMap<>();
    for (Client client : clients) {
      client
          .proofOfSocket()
          .ifPresentOrElse(proof -> proved.put(client, proof), () -> connect(client, connections));
    }
    Map<Connection, PeerProof> proofs = trust.prove(connections.values());
    connections.forEach(
        (client, connection) -> proved.put(client, requireNonNull(proofs.get(connection))));
    return proved;
  }

  private static void connect(Client client, Map<Client, Connection> connections) {
    try {
      connections.put(client, new Connection(client.remote(), client.local()));
    } catch (IOException e) {
      // gone before we looked
    }
  }

  /**
   * Tells whether silence of this peer can only be meant: it is no browser, which connects for any
   * page, and not the host itself. Where the process of another user is hidden nobody knows that;
   * root is taken for a person, and a unix-domain socket is out of a browser's reach.
   */
  boolean isPersonAtATerminal(Client client, PeerIdentity peer) {
    boolean isKnown = client.cameThroughSocket() || peer.pid().isPresent() || peer.uid() == ROOT;
    return isKnown && !peer.isThisProcess() && !peer.isWebBrowser();
  }

  /** A socket's proof stays; whether its peer is gone shows when it is written to. */
  boolean isStillThere(Client client) {
    return prove(List.of(client)).get(client) instanceof PeerProof.Trusted;
  }

  /** A wrong token is refused even from a peer that needs none: it may be a mistyped option. */
  boolean allows(Client client, Command command) {
    return command.token().map(token::matches).orElse(client.isProved());
  }
}
