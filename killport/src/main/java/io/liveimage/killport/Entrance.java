package io.liveimage.killport;

import io.liveimage.ExtensionContext;
import io.liveimage.LifecycleException;
import io.liveimage.killport.KillPortSettings.Wish;
import io.liveimage.local.LocalSocket;
import io.liveimage.local.RunDirectoryException;
import java.io.Closeable;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.ServerSocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A way in.
 *
 * @param server listens, and does not block
 * @param socket the unix-domain socket, if it is one
 */
record Entrance(ServerSocketChannel server, Optional<LocalSocket> socket) implements Closeable {
  private static final Logger log = LoggerFactory.getLogger(KillPort.class);
  private static final String LISTENER = "killport";
  // Room for a flood, so that the owner's connection is not turned away and tried again in a
  // second.
  private static final int BACKLOG = 4096;

  /** Opens what the settings ask for: all of it, or nothing. */
  static List<Entrance> open(ExtensionContext context, KillPortSettings settings)
      throws IOException {
    List<Entrance> opened = new ArrayList<>();
    try {
      if (settings.port().isPresent()) {
        opened.add(port(settings.port().getAsInt()));
      }
      socket(context, settings.socket()).ifPresent(opened::add);
      return opened;
    } catch (IOException | RuntimeException e) {
      for (Entrance entrance : opened) {
        entrance.close();
      }
      throw e;
    }
  }

  static Entrance port(int port) throws IOException {
    ServerSocketChannel server = ServerSocketChannel.open();
    try {
      server.setOption(StandardSocketOptions.SO_REUSEADDR, true);
      server.configureBlocking(false);
      server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), BACKLOG);
      return new Entrance(server, Optional.empty());
    } catch (BindException e) {
      server.close();
      throw LifecycleException.cannotListen("Kill", port, KillPortExtension.KEY, e);
    } catch (IOException e) {
      server.close();
      throw e;
    }
  }

  private static Optional<Entrance> socket(ExtensionContext context, Wish wish) throws IOException {
    if (wish == Wish.NO || (wish == Wish.IF_POSSIBLE && !LocalSocket.isSupported())) {
      return Optional.empty();
    }
    try {
      return Optional.of(of(context.runDirectory().openSocket(LISTENER, context.peerTrust())));
    } catch (RunDirectoryException e) {
      refuseIf(wish == Wish.YES, e);
      log.warn("The kill port has no unix-domain socket: {}", e.getMessage());
      return Optional.empty();
    }
  }

  private static void refuseIf(boolean wanted, RunDirectoryException reason) {
    if (wanted) {
      throw LifecycleException.configuration(
          "%s. Set %s (%s) to off to do without it."
              .formatted(
                  reason.getMessage(), KillPortExtension.SOCKET, "LIVEIMAGE_KILLPORT_SOCKET"));
    }
  }

  private static Entrance of(LocalSocket socket) throws IOException {
    socket.channel().configureBlocking(false);
    return new Entrance(socket.channel(), Optional.of(socket));
  }

  OptionalInt portNumber() throws IOException {
    return server.getLocalAddress() instanceof InetSocketAddress address
        ? OptionalInt.of(address.getPort())
        : OptionalInt.empty();
  }

  @Override
  public void close() throws IOException {
    server.close();
  }
}
