package io.liveimage.killport;

import io.liveimage.ExtensionContext;
import io.liveimage.local.AccessToken;
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
  private final PeerTrust trust;
  private final AccessToken token;

  Doorkeeper(ExtensionContext context) {
    this.trust = context.peerTrust();
    this.token = context.runDirectory().token();
  }

  /** Proves all clients in one look at the system; those that are gone already are left out. */
  Map<Client, PeerProof> prove(Collection<Client> clients) {
    Map<Client, Connection> connections = new LinkedHashMap<>();
    clients.forEach(client -> connect(client, connections));
    Map<Connection, PeerProof> proofs = trust.prove(connections.values());
    Map<Client, PeerProof> proved = new LinkedHashMap<>();
    connections.forEach(
        (client, connection) -> {
          PeerProof proof = proofs.get(connection);
          if (proof != null) {
            proved.put(client, proof);
          }
        });
    return proved;
  }

  private static void connect(Client client, Map<Client, Connection> connections) {
    try {
      connections.put(client, new Connection(client.remote(), client.local()));
    } catch (IOException e) {
      // gone before we looked
    }
  }

  boolean isStillThere(Client client) {
    return prove(List.of(client)).get(client) instanceof PeerProof.Trusted;
  }

  /** A wrong token is refused even from a peer that needs none: it may be a mistyped option. */
  boolean allows(Client client, Command command) {
    return command.token().map(token::matches).orElse(client.isProved());
  }
}
