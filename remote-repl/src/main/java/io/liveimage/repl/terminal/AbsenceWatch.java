package io.liveimage.repl.terminal;

import io.liveimage.local.PeerProof;
import io.liveimage.local.PeerTrust.Connection;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;

/**
 * Notices that a peer is gone while an evaluation runs for it. A closed connection and one on which
 * the peer only sends nothing more ({@code nc -N}) look the same until something is written; the
 * system tells them apart. Where it cannot, the peer counts as present.
 */
final class AbsenceWatch extends ChannelInboundHandlerAdapter {
  private static final long SECONDS_BETWEEN_LOOKS = 1;

  private final Doorkeeper doorkeeper;

  AbsenceWatch(Doorkeeper doorkeeper) {
    this.doorkeeper = doorkeeper;
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext context, Object event) {
    if (event instanceof ChannelInputShutdownEvent) {
      lookLater(context);
    }
    context.fireUserEventTriggered(event);
  }

  private void lookLater(ChannelHandlerContext context) {
    context.executor().schedule(() -> look(context), SECONDS_BETWEEN_LOOKS, TimeUnit.SECONDS);
  }

  private void look(ChannelHandlerContext context) {
    if (context.channel().isActive()) {
      Connection connection =
          new Connection(
              (InetSocketAddress) context.channel().remoteAddress(),
              (InetSocketAddress) context.channel().localAddress());
      doorkeeper.prove(
          connection, proof -> context.executor().execute(() -> judge(context, proof)));
    }
  }

  private void judge(ChannelHandlerContext context, PeerProof proof) {
    if (doorkeeper.isGone(proof)) {
      context.close();
    } else {
      lookLater(context);
    }
  }
}
