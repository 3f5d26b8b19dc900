package io.liveimage.repl.terminal;

import io.liveimage.Lifecycle;
import io.liveimage.repl.LiveImage;
import io.liveimage.repl.Session;
import io.liveimage.repl.engine.SessionIo;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * One connection that has passed the gate: hands its lines to a conversation on the session's
 * thread, and reads no further while too many wait there.
 */
final class TerminalHandler extends SimpleChannelInboundHandler<String> {
  private static final int MANY_LINES = 256;

  private final LiveImage image;
  private final Lifecycle lifecycle;
  private final AtomicInteger waiting = new AtomicInteger();
  private @Nullable ChannelOutput output;
  private @Nullable Session session;
  private @Nullable Conversation conversation;

  TerminalHandler(LiveImage image, Lifecycle lifecycle) {
    this.image = image;
    this.lifecycle = lifecycle;
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext context, Object event) {
    if (event instanceof TerminalGate.Opened opened) {
      begin(context, opened.peer());
    } else if (event instanceof ChannelInputShutdownEvent) {
      endOfInput(context);
    }
    context.fireUserEventTriggered(event);
  }

  private void begin(ChannelHandlerContext context, String peer) {
    ChannelOutput channelOutput = new ChannelOutput(context.channel());
    PrintStream print = new PrintStream(channelOutput, true, StandardCharsets.UTF_8);
    Session begun =
        new Session(image, peer, new SessionIo(print, print, InputStream.nullInputStream()));
    Conversation talk = new Conversation(lifecycle, image, begun, print, () -> context.close());
    output = channelOutput;
    session = begun;
    conversation = talk;
    begun.execute(talk::greet);
  }

  @Override
  protected void channelRead0(ChannelHandlerContext context, String line) {
    Session current = session;
    Conversation talk = conversation;
    if (current != null && talk != null) {
      if (waiting.incrementAndGet() >= MANY_LINES) {
        context.channel().config().setAutoRead(false);
      }
      current.execute(() -> take(context, talk, line));
    }
  }

  private void take(ChannelHandlerContext context, Conversation talk, String line) {
    try {
      talk.take(line);
    } finally {
      if (waiting.decrementAndGet() < MANY_LINES / 2) {
        context.channel().config().setAutoRead(true);
      }
    }
  }

  private void endOfInput(ChannelHandlerContext context) {
    Session current = session;
    Conversation talk = conversation;
    if (current != null && talk != null) {
      current.execute(talk::endOfInput);
    } else {
      context.close();
    }
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext context) {
    wakeWriter();
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    wakeWriter();
    if (session != null) {
      session.close();
    }
    if (conversation != null) {
      conversation.close();
    }
  }

  private void wakeWriter() {
    if (output != null) {
      output.changed();
    }
  }
}
