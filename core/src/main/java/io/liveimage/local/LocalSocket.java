package io.liveimage.local;

import static java.util.Objects.requireNonNull;

import io.liveimage.local.PeerProof.Unproved;
import java.io.Closeable;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.util.OptionalLong;
import jdk.net.ExtendedSocketOptions;

/**
 * A listening unix-domain socket in a {@link RunDirectory}. The kernel tells the user of each peer
 * as it was when that connected, so the proof needs no {@code /proc}, costs microseconds, and holds
 * after the peer has closed. It does not tell the process.
 *
 * <p>Thread-safe.
 */
public final class LocalSocket implements Closeable {
  private static final int BACKLOG = 256;

  private final ServerSocketChannel channel;
  private final Path path;
  private final PeerTrust trust;
  private final UserPrincipal owner;
  private final long ownUid;

  private LocalSocket(ServerSocketChannel channel, Path path, PeerTrust trust) throws IOException {
    this.channel = channel;
    this.path = path;
    this.trust = trust;
    this.owner = Files.getOwner(path);
    this.ownUid = FileStatus.of(path).owner().orElseThrow();
  }

  static LocalSocket open(Path wanted, PeerTrust trust) throws IOException {
    requireNonNull(trust, "trust");
    if (!isSupported()) {
      throw new IOException("this system has no unix-domain sockets that tell their peers");
    }
    Path path = SocketFile.place(wanted);
    ServerSocketChannel channel = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    try {
      channel.bind(UnixDomainSocketAddress.of(path), BACKLOG);
      Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-------"));
      return new LocalSocket(channel, path, trust);
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  /**
   * Returns whether this system has such sockets and tells who connects to them.
   *
   * @return true on Linux and macOS
   */
  public static boolean isSupported() {
    try (SocketChannel any = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      return any.supportedOptions().contains(ExtendedSocketOptions.SO_PEERCRED);
    } catch (IOException | UnsupportedOperationException | LinkageError e) {
      return false; // the last: a run time image without the module jdk.net
    }
  }

  /**
   * Returns the channel that accepts.
   *
   * @return a blocking channel, bound
   */
  public ServerSocketChannel channel() {
    return channel;
  }

  /**
   * Returns where clients connect, as in {@code nc -U}.
   *
   * @return the absolute path of the socket itself
   */
  public Path path() {
    return path;
  }

  /**
   * Finds out who connected; nothing is thrown for a peer that is gone.
   *
   * @param accepted a connection that {@link #channel()} accepted
   * @return the proof, or the reason why there is none
   */
  public PeerProof prove(SocketChannel accepted) {
    try {
      UserPrincipal user = accepted.getOption(ExtendedSocketOptions.SO_PEERCRED).user();
      OptionalLong uid = uid(user);
      return uid.isPresent()
          ? trust.proveByUid(uid.getAsLong(), ownUid)
          : new Unproved("the uid of its user is not known", uid);
    } catch (IOException e) {
      return new Unproved("the system does not tell whose it is: " + e, OptionalLong.empty());
    }
  }

  /** The name of a user without one is the uid. */
  private OptionalLong uid(UserPrincipal user) {
    return user.equals(owner) ? OptionalLong.of(ownUid) : Accounts.ofFiles().user(user.getName());
  }

  /**
   * Stops listening; what was accepted stays open. The file is removed with those of the directory.
   * A second call does nothing.
   */
  @Override
  public void close() throws IOException {
    channel.close();
  }
}
