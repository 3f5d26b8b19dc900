package io.liveimage.repl.terminal;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
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
import java.nio.channels.ServerSocketChannel;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * A bound listener in the hands of Netty: the event loop, and the connections. Loading Netty was
 * more than half of a start, so this is made when it is needed. Thread-safe.
 */
final class Wire implements AutoCloseable {
  private static final long MILLIS_FOR_FAREWELL = 500;
  private static final long SECONDS_TO_CLOSE = 2;

  private final EventLoopGroup eventLoop;
  private final ChannelGroup connections;
  private final Channel listener;

  /** Who handles the connections, in their order on the way in. */
  @FunctionalInterface
  interface Handlers extends Supplier<ChannelHandler[]> {}

  private Wire(ServerSocketChannel bound, Handlers handlers) {
    this.eventLoop =
        new MultiThreadIoEventLoopGroup(
            1, new DefaultThreadFactory("liveimage-repl-io", true), NioIoHandler.newFactory());
    this.connections = new DefaultChannelGroup(eventLoop.next());
    this.listener = accept(bound, handlers);
  }

  /** Accepts connections from now on, those that wait first. */
  static Wire open(ServerSocketChannel bound, Handlers handlers) {
    return new Wire(bound, handlers);
  }

  private Channel accept(ServerSocketChannel bound, Handlers handlers) {
    return new ServerBootstrap()
        .group(eventLoop)
        .channelFactory(() -> new NioServerSocketChannel(bound))
        .childOption(ChannelOption.ALLOW_HALF_CLOSURE, true)
        .childOption(ChannelOption.AUTO_READ, false)
        .childHandler(new Initializer(handlers))
        .register()
        .syncUninterruptibly()
        .channel();
  }

  private final class Initializer extends ChannelInitializer<SocketChannel> {
    private final Handlers handlers;

    Initializer(Handlers handlers) {
      this.handlers = handlers;
    }

    @Override
    protected void initChannel(SocketChannel channel) {
      connections.add(channel);
      channel.pipeline().addLast(handlers.get());
    }
  }

  /**
   * Closes the listener and all connections, whose peers are told; waits for the event loop to end.
   */
  @Override
  public void close() {
    listener.close().awaitUninterruptibly();
    bidFarewell();
    connections.close().awaitUninterruptibly();
    eventLoop
        .shutdownGracefully(0, SECONDS_TO_CLOSE, TimeUnit.SECONDS)
        .awaitUninterruptibly(SECONDS_TO_CLOSE, TimeUnit.SECONDS);
  }

  /** A session that is busy, or whose peer does not read, is not waited for long. */
  private void bidFarewell() {
    connections.forEach(each -> each.pipeline().fireUserEventTriggered(TerminalHandler.FAREWELL));
    connections.newCloseFuture().awaitUninterruptibly(MILLIS_FOR_FAREWELL);
  }
}
