package io.liveimage.repl.terminal;

import io.liveimage.Lifecycle;
import io.liveimage.repl.engine.SessionIo;
import io.liveimage.repl.session.LiveImage;
import io.liveimage.repl.session.Session;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.SocketChannel;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One connection that has passed the gate: hands its lines to a conversation on the session's
 * thread, and reads no further while too much waits there.
 */
final class TerminalHandler extends SimpleChannelInboundHandler<String> {
  private static final Logger log = LoggerFactory.getLogger(TerminalServer.class);
  private static final int MUCH = 256 * 1024;
  private static final int COST_OF_LINE = 128;

  /** Tells a connection that the host is stopped. */
  static final Object FAREWELL = new Object();

  private record Open(Session session, Conversation conversation, ChannelOutput output) {}

  private final LiveImage image;
  private final Lifecycle lifecycle;
  private final AtomicInteger waiting = new AtomicInteger();
  private @Nullable Open open;

  TerminalHandler(LiveImage image, Lifecycle lifecycle) {
    this.image = image;
    this.lifecycle = lifecycle;
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext context, Object event) {
    if (event instanceof TerminalGate.Opened opened) {
      begin(context, opened.peer());
    } else if (event instanceof TerminalGate.Unreadable unreadable) {
      execute(talk -> talk.conversation.leave(unreadable.reason()));
    } else if (event instanceof ChannelInputShutdownEvent) {
      endOfInput(context);
    } else if (event == FAREWELL) {
      bidFarewell(context);
    }
    context.fireUserEventTriggered(event);
  }

  private void begin(ChannelHandlerContext context, String peer) {
    SocketChannel channel = (SocketChannel) context.channel();
    ChannelOutput output = new ChannelOutput(channel);
    PrintStream print = new PrintStream(output, true, StandardCharsets.UTF_8);
    SessionIo io = new SessionIo(print, print, InputStream.nullInputStream());
    Session session = new Session(image, peer, io);
    Runnable hangUp = () -> Goodbye.to(channel);
    open = new Open(session, new Conversation(lifecycle, image, session, print, hangUp), output);
    execute(
        talk -> {
          talk.output.belongsToThisThread();
          talk.conversation.greet();
        });
  }

  @FunctionalInterface
  private interface Talk {
    void with(Open open);
  }

  /** False when there is nobody to talk with. */
  private boolean execute(Talk talk) {
    Open current = open;
    return current != null && current.session.execute(() -> talk(current, talk));
  }

  private static void talk(Open current, Talk talk) {
    try {
      talk.with(current);
    } catch (DisconnectedException e) {
      log.debug("Session {} ended while it was told something", current.session.id());
    }
  }

  @Override
  protected void channelRead0(ChannelHandlerContext context, String line) {
    int cost = line.length() + COST_OF_LINE;
    if (waiting.addAndGet(cost) >= MUCH) {
      context.channel().config().setAutoRead(false);
    }
    execute(
        talk -> {
          try {
            talk.conversation.take(line);
          } finally {
            done(context, cost);
          }
        });
  }

  /** Reading is switched on and off on the event loop only, or it could stay off for ever. */
  private void done(ChannelHandlerContext context, int cost) {
    int left = waiting.addAndGet(-cost);
    if (left < MUCH / 2 && left + cost >= MUCH / 2) {
      context.executor().execute(() -> readOn(context));
    }
  }

  private void readOn(ChannelHandlerContext context) {
    if (waiting.get() < MUCH) {
      context.channel().config().setAutoRead(true);
    }
  }

  private void endOfInput(ChannelHandlerContext context) {
    if (!execute(talk -> talk.conversation.endOfInput())) {
      context.close();
    }
  }

  private void bidFarewell(ChannelHandlerContext context) {
    String reason = lifecycle.name() + " is stopped.";
    if (!execute(talk -> talk.conversation.leave(reason))) {
      context.close();
    }
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext context) {
    wakeWriters();
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    wakeWriters();
    if (open != null) {
      open.session.close();
      open.conversation.close();
    }
  }

  private void wakeWriters() {
    if (open != null) {
      open.output.changed();
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    log.warn("A connection to the REPL failed and is closed", cause);
    context.close();
  }
}
