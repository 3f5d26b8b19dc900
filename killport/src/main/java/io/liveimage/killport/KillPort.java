package io.liveimage.killport;

import io.liveimage.ExtensionContext;
import io.liveimage.Lifecycle;
import io.liveimage.LifecycleEvent;
import io.liveimage.LifecycleEvent.StopEnded;
import io.liveimage.LifecycleException;
import io.liveimage.LifecycleExtension;
import io.liveimage.LifecycleListener;
import io.liveimage.StopReport.Outcome;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.ServerSocketChannel;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The open kill port: a listener on loopback, and the thread that serves its clients. Clients stay
 * connected until the stop they asked for has ended.
 */
final class KillPort implements LifecycleExtension.Opened {
  private static final Logger log = LoggerFactory.getLogger(KillPort.class);
  private static final Duration LAST_WORDS = Duration.ofSeconds(2);
  private static final int BACKLOG = 256;

  private final Lifecycle lifecycle;
  private final LifecycleListener listener = this::on;
  private final InetSocketAddress address;
  private final KillPortLoop loop;
  private final String howTo;

  private KillPort(ExtensionContext context, ServerSocketChannel server, Patience patience)
      throws IOException {
    this.lifecycle = context.lifecycle();
    this.address = (InetSocketAddress) server.getLocalAddress();
    this.howTo =
        context.peerTrust().canProve()
            ? ""
            : " (needs: stop <the token in %s>)".formatted(context.runDirectory().tokenFile());
    context.runDirectory().publishPort("killport", address.getPort());
    this.loop = new KillPortLoop(server, context, patience);
  }

  static KillPort open(ExtensionContext context, int port, Patience patience) throws IOException {
    ServerSocketChannel server = bind(port);
    try {
      KillPort killPort = new KillPort(context, server, patience);
      killPort.begin();
      return killPort;
    } catch (IOException | RuntimeException e) {
      server.close();
      throw e;
    }
  }

  private static ServerSocketChannel bind(int port) throws IOException {
    ServerSocketChannel server = ServerSocketChannel.open();
    try {
      server.setOption(StandardSocketOptions.SO_REUSEADDR, true);
      server.configureBlocking(false);
      server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), BACKLOG);
      return server;
    } catch (BindException e) {
      server.close();
      throw LifecycleException.cannotListen("Kill", port, KillPortExtension.KEY, e);
    } catch (IOException e) {
      server.close();
      throw e;
    }
  }

  private void begin() {
    if (!BlockedPorts.contains(address.getPort())) {
      log.warn(
          "Web browsers can connect to kill port {}: a page open on this machine can. Better use one"
              + " that they refuse, such as 6665 to 6669.",
          address.getPort());
    }
    lifecycle.addListener(listener);
    loop.begin();
  }

  private void on(LifecycleEvent event) {
    loop.tell(event);
    if (event instanceof StopEnded ended && ended.report().outcome() == Outcome.FORCED) {
      loop.awaitEnd(LAST_WORDS); // the process is halted when this returns
    }
  }

  @Override
  public String summary() {
    return "kill port " + address.getAddress().getHostAddress() + ":" + address.getPort() + howTo;
  }

  @Override
  public void close() {
    lifecycle.removeListener(listener);
    loop.end();
    loop.awaitEnd(LAST_WORDS);
  }
}
