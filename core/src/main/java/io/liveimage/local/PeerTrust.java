package io.liveimage.local;

import static java.util.Objects.requireNonNull;

import io.liveimage.local.PeerProof.Trusted;
import io.liveimage.local.PeerProof.Unproved;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;

/**
 * Who is at the other end of a loopback TCP connection, from {@code /proc} (Linux).
 *
 * <p>The kernel lists both ends of such a connection. The end of the peer tells its user as long as
 * a process has it open; once it is closed it reads as root's, and proves nothing. So ask when the
 * connection is accepted, and take {@link PeerProof.Unproved} for an answer. Trusted are
 *
 * <ul>
 *   <li>our own effective uid, if a process that is visible to us holds the socket. This keeps out
 *       what shares our network but not our processes: other containers of a pod, port forwards;
 *   <li>root. A process that is not root itself cannot see which one it is;
 *   <li>{@link TrustedUsers}, in the same way: held to a visible process when we are root, and by
 *       their uid alone when their processes are hidden from us.
 * </ul>
 *
 * <p>Inside a user namespace the uid that stands for all users outside it is never trusted. Where
 * there is no {@code /proc} (macOS, Windows), where it is hidden, and for peers that are not on
 * loopback, the answer is always {@code Unproved}.
 *
 * <p>Immutable and safe for use by several threads. A proof reads files of the kernel for 5 to 100
 * ms: not on an event loop. Many connections cost about as much as one when proved together.
 */
public final class PeerTrust {
  private final Path proc;
  private final UserIds users;
  private final TrustedUsers others;

  PeerTrust(Path proc, TrustedUsers others) {
    this.proc = proc;
    this.users = UserIds.read(proc);
    this.others = requireNonNull(others, "others");
  }

  /**
   * One accepted connection.
   *
   * @param peer the address of the other end
   * @param self the address of our end, as the accepted socket tells it: never a wildcard
   */
  public record Connection(InetSocketAddress peer, InetSocketAddress self) {
    boolean isLoopback() {
      return !peer.isUnresolved() && !self.isUnresolved() && peer.getAddress().isLoopbackAddress();
    }
  }

  /**
   * Returns the trust that follows from the user this process runs as, now.
   *
   * @return a new instance
   */
  public static PeerTrust ofThisProcess() {
    return ofThisProcess(TrustedUsers.NONE);
  }

  /**
   * Returns the trust that follows from the user this process runs as, now, and from other users.
   *
   * @param others who else is trusted
   * @return a new instance
   */
  public static PeerTrust ofThisProcess(TrustedUsers others) {
    return new PeerTrust(Path.of("/proc"), others);
  }

  /**
   * Returns whether this system shows who has a connection.
   *
   * @return false where every answer is {@code Unproved}, so that peers need the access token
   */
  public boolean canProve() {
    return users.own().isPresent() && Files.isReadable(proc.resolve("net/tcp"));
  }

  /**
   * Finds out who the peer of one connection is, in this moment. A peer or process that vanishes
   * meanwhile is unproved; nothing is thrown for it.
   *
   * @param peer the address of the other end
   * @param self the address of our end
   * @return the proof, or the reason why there is none
   */
  public PeerProof prove(InetSocketAddress peer, InetSocketAddress self) {
    Connection connection =
        new Connection(requireNonNull(peer, "peer"), requireNonNull(self, "self"));
    return requireNonNull(prove(List.of(connection)).get(connection));
  }

  /**
   * Finds out who the peers of many connections are: {@link #prove(InetSocketAddress,
   * InetSocketAddress)} in one pass for all.
   *
   * @param connections the connections; the same one twice counts once
   * @return an answer for each, in their order
   */
  public Map<Connection, PeerProof> prove(Collection<Connection> connections) {
    Map<Connection, PeerProof> proofs = new LinkedHashMap<>();
    try {
      SocketTable table =
          SocketTable.read(proc, connections.stream().filter(Connection::isLoopback).toList());
      Map<Long, VisibleProcess> holders =
          VisibleProcess.holding(table.sockets(this::mustBeSeen), proc);
      connections.forEach(each -> proofs.put(each, prove(each, table, holders)));
    } catch (IOException e) {
      PeerProof none =
          unproved("this system does not show who has a connection (Linux does): " + e);
      connections.forEach(each -> proofs.put(each, none));
    }
    return proofs;
  }

  /**
   * Answers for a peer whose uid the kernel told by itself, as it does for a unix-domain socket.
   *
   * @param uid the peer's user
   * @param own our own user, also where {@code /proc} does not tell it
   */
  PeerProof proveByUid(long uid, long own) {
    if (users.isOverflow(uid)) {
      return anybody(uid);
    }
    return uid == own || uid == UserIds.ROOT || others.contains(uid)
        ? new Trusted(PeerIdentity.ofUser(uid))
        : stranger(uid);
  }

  /** Whose processes are visible to us, if they are on our side of any container. */
  private boolean mustBeSeen(long uid) {
    return users.isOwn(uid) || (users.isOwn(UserIds.ROOT) && others.contains(uid));
  }

  private PeerProof prove(
      Connection connection, SocketTable table, Map<Long, VisibleProcess> holders) {
    if (!connection.isLoopback()) {
      return unproved("%s is not a loopback address".formatted(connection.peer()));
    }
    Set<SocketTable.Row> open = table.open(connection);
    if (open.size() == 1) {
      return prove(open.iterator().next(), holders);
    }
    if (open.size() > 1) {
      return unproved("several sockets claim to be %s".formatted(connection.peer()));
    }
    return unproved(
        table.all(connection).isEmpty()
            ? "the system lists no connection from %s: it is closed, or made in another network"
                .formatted(connection.peer())
            : "%s has closed its end".formatted(connection.peer()));
  }

  private PeerProof prove(SocketTable.Row row, Map<Long, VisibleProcess> holders) {
    long uid = row.uid();
    if (users.isOverflow(uid)) {
      return anybody(uid);
    }
    if (users.own().isEmpty()) {
      return unproved("our own uid is unknown: /proc/self/status is hidden", uid);
    }
    if (mustBeSeen(uid)) {
      VisibleProcess holder = holders.get(row.inode());
      return holder == null ? unseen(uid) : new Trusted(holder.identity(uid));
    }
    return uid == UserIds.ROOT || others.contains(uid)
        ? new Trusted(PeerIdentity.ofUser(uid))
        : stranger(uid);
  }

  private static Unproved anybody(long uid) {
    return unproved("uid %d may be anybody outside this user namespace".formatted(uid), uid);
  }

  private Unproved unseen(long uid) {
    return unproved(
        users.isOwn(uid)
            ? "no process of ours holds it: another container or a port forward"
            : "no process of uid %d that we can see holds it".formatted(uid),
        uid);
  }

  private static Unproved stranger(long uid) {
    return unproved("uid %d is neither ours nor root".formatted(uid), uid);
  }

  private static Unproved unproved(String reason) {
    return new Unproved(reason, OptionalLong.empty());
  }

  private static Unproved unproved(String reason, long uid) {
    return new Unproved(reason, OptionalLong.of(uid));
  }
}
