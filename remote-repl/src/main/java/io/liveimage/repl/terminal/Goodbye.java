package io.liveimage.repl.terminal;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.SocketChannel;
import io.netty.util.ReferenceCountUtil;
import java.util.concurrent.TimeUnit;

/**
 * Ends a connection when all that was written to it is on its way, and reads on for a moment: to
 * close with input unread would be a reset, and the peer might lose the last words. A peer that
 * does not end its side too is reset then, since nc would otherwise sit there until a line is
 * typed. Nothing that still comes in gets past this.
 */
final class Goodbye extends ChannelInboundHandlerAdapter {
  private static final long MILLIS_FOR_PEER = 300;

  private Goodbye() {}

  /** Ends a connection; returns at once, from any thread. */
  static void to(SocketChannel channel) {
    channel.pipeline().addFirst(new Goodbye());
    channel.config().setAutoRead(true);
    channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(sent -> end(channel));
  }

  private static void end(SocketChannel channel) {
    if (channel.isInputShutdown()) {
      channel.close();
      return;
    }
    channel.shutdownOutput().addListener(ChannelFutureListener.CLOSE_ON_FAILURE);
    channel.eventLoop().schedule(() -> reset(channel), MILLIS_FOR_PEER, TimeUnit.MILLISECONDS);
  }

  private static void reset(SocketChannel channel) {
    if (channel.isOpen()) {
      channel.config().setSoLinger(0);
      channel.close();
    }
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    ReferenceCountUtil.release(message);
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext context, Object event) {
    if (event instanceof ChannelInputShutdownEvent) {
      context.close();
    } else {
      context.fireUserEventTriggered(event);
    }
  }
}
