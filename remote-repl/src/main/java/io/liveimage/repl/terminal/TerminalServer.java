package io.liveimage.repl.terminal;

import io.liveimage.ExtensionContext;
import io.liveimage.Lifecycle;
import io.liveimage.LifecycleException;
import io.liveimage.repl.session.LiveImage;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;

/** The listener of the plain text protocol, on loopback. Thread-safe. */
public final class TerminalServer implements AutoCloseable {
  private static final long MILLIS_FOR_FAREWELL = 500;
  private static final long SECONDS_TO_CLOSE = 2;

  private final Lifecycle lifecycle;
  private final Doorkeeper doorkeeper;
  private final EventLoopGroup eventLoop;
  private final ChannelGroup connections;
  private final Admission admission = new Admission();
  private final Channel listener;
  private final String tokenHint;

  private TerminalServer(ExtensionContext context, LiveImage image, int port) {
    this.lifecycle = context.lifecycle();
    this.doorkeeper = new Doorkeeper(context.peerTrust(), context.runDirectory().token());
    this.eventLoop =
        new MultiThreadIoEventLoopGroup(
            1, new DefaultThreadFactory("liveimage-repl-io", true), NioIoHandler.newFactory());
    this.connections = new DefaultChannelGroup(eventLoop.next());
    this.listener = listen(image, port);
    this.tokenHint =
        context.peerTrust().canProve()
            ? ""
            : ", first line: the token in " + context.runDirectory().tokenFile();
  }

  /**
   * Opens the listener and publishes its port in the run directory.
   *
   * @param context the host
   * @param image what its connections evaluate in
   * @param port the port, or 0 for any free one
   * @return the open listener
   * @throws LifecycleException when the port is taken; nothing is left open then
   */
  public static TerminalServer open(ExtensionContext context, LiveImage image, int port) {
    TerminalServer server = new TerminalServer(context, image, port);
    try {
      context.runDirectory().publishPort("repl", server.address().getPort());
      return server;
    } catch (RuntimeException e) {
      server.close();
      throw e;
    }
  }

  private Channel listen(LiveImage image, int port) {
    ServerBootstrap bootstrap =
        new ServerBootstrap()
            .group(eventLoop)
            .channel(NioServerSocketChannel.class)
            .option(ChannelOption.SO_REUSEADDR, true)
            .childOption(ChannelOption.ALLOW_HALF_CLOSURE, true)
            .childOption(ChannelOption.AUTO_READ, false)
            .childHandler(new Initializer(image));
    ChannelFuture bound =
        bootstrap
            .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port))
            .awaitUninterruptibly();
    if (!bound.isSuccess()) {
      shutDown();
      throw LifecycleException.cannotListen("REPL", port, "liveimage.repl.port", bound.cause());
    }
    return bound.channel();
  }

  private final class Initializer extends ChannelInitializer<SocketChannel> {
    private final LiveImage image;

    Initializer(LiveImage image) {
      this.image = image;
    }

    @Override
    protected void initChannel(SocketChannel channel) {
      connections.add(channel);
      LineDecoder decoder = new LineDecoder();
      channel
          .pipeline()
          .addLast(decoder)
          .addLast(new TerminalGate(decoder, doorkeeper, admission, lifecycle.name()))
          .addLast(new AbsenceWatch(doorkeeper))
          .addLast(new TerminalHandler(image, lifecycle));
    }
  }

  private InetSocketAddress address() {
    return (InetSocketAddress) listener.localAddress();
  }

  /**
   * Returns where this listens, for the start line of the host.
   *
   * @return such as {@code REPL 127.0.0.1:4045}
   */
  public String summary() {
    return "REPL %s:%d%s"
        .formatted(address().getAddress().getHostAddress(), address().getPort(), tokenHint);
  }

  /**
   * Closes the listener and all connections, whose peers are told; waits for the event loop to end.
   */
  @Override
  public void close() {
    listener.close().awaitUninterruptibly();
    bidFarewell();
    connections.close().awaitUninterruptibly();
    shutDown();
  }

  /** A session that is busy, or whose peer does not read, is not waited for long. */
  private void bidFarewell() {
    connections.forEach(each -> each.pipeline().fireUserEventTriggered(TerminalHandler.FAREWELL));
    connections.newCloseFuture().awaitUninterruptibly(MILLIS_FOR_FAREWELL);
  }

  private void shutDown() {
    doorkeeper.close();
    eventLoop
        .shutdownGracefully(0, SECONDS_TO_CLOSE, TimeUnit.SECONDS)
        .awaitUninterruptibly(SECONDS_TO_CLOSE, TimeUnit.SECONDS);
  }
}
