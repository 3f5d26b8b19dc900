package io.liveimage.local;

import java.util.Optional;
import java.util.OptionalLong;

/**
 * Who is at the other end of a local connection, as far as the kernel told.
 *
 * @param uid the user
 * @param pid the process; empty where it is not visible to us or was not asked for
 * @param command the name of the process ({@code comm}: at most 15 bytes); anything but printable
 *     ASCII in it reads {@code ?}, so that it can be logged
 * @param isWebBrowser whether the process is a web browser or one's network process: then a web
 *     page may have opened the connection, not a person
 */
public record PeerIdentity(
    long uid, OptionalLong pid, Optional<String> command, boolean isWebBrowser) {

  /**
   * Identifies a peer.
   *
   * @param uid the user
   * @param pid the process, if known
   * @param command the name of the process, if known; made fit to be logged
   * @param isWebBrowser whether it is a web browser
   */
  public PeerIdentity {
    command = command.map(name -> name.replaceAll("[^ -~]", "?"));
  }

  /**
   * Identifies a peer of which no more than this is known; whether it is a web browser follows from
   * its command.
   *
   * @param uid the user
   * @param pid the process, if known
   * @param command the name of the process, if known
   */
  public PeerIdentity(long uid, OptionalLong pid, Optional<String> command) {
    this(uid, pid, command, command.filter(WebBrowsers::isName).isPresent());
  }

  /** Identifies a peer of which only the user is known. */
  static PeerIdentity ofUser(long uid) {
    return new PeerIdentity(uid, OptionalLong.empty(), Optional.empty());
  }

  /**
   * Tells whether the peer is this very process, connected to itself.
   *
   * @return whether its pid is known and ours
   */
  public boolean isThisProcess() {
    return pid.isPresent() && pid.getAsLong() == ProcessHandle.current().pid();
  }

  /**
   * Returns the peer for a log line.
   *
   * @return for example {@code pid 15413 (nc), uid 1000}, or {@code uid 0}
   */
  @Override
  public String toString() {
    String name = command.map(" (%s)"::formatted).orElse("");
    return (pid.isPresent() ? "pid " + pid.getAsLong() + name + ", " : "") + "uid " + uid;
  }
}
