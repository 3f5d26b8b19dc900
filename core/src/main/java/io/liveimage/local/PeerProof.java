package io.liveimage.local;

import java.util.OptionalLong;

/** The outcome of asking who a peer is. Immutable. */
public sealed interface PeerProof {

  /**
   * The peer is proved to run as our own user, as root, or as one of the {@link TrustedUsers}.
   *
   * @param peer who it is
   */
  record Trusted(PeerIdentity peer) implements PeerProof {}

  /**
   * There is no such proof; the peer must show the access token or be refused.
   *
   * @param reason why, for the log and for the peer; holds nothing the peer sent
   * @param uid the user, where that much is known
   */
  record Unproved(String reason, OptionalLong uid) implements PeerProof {}
}
