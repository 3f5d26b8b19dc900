package io.liveimage.repl.terminal;

import io.liveimage.local.PeerIdentity;
import io.liveimage.local.PeerProof;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.TooLongFrameException;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.ScheduledFuture;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets nothing of a connection pass before its peer is proved, by the system or by the access token
 * as its first line, and before the first line has been looked at. Passes on lines as text.
 */
final class TerminalGate extends ChannelInboundHandlerAdapter {
  private static final Logger log = LoggerFactory.getLogger(TerminalServer.class);
  private static final long SECONDS_FOR_TOKEN = 30;

  /** Passed on when the peer is proved: the conversation may begin. */
  record Opened(String peer) {}

  private enum Stage {
    PROVING,
    TOKEN,
    FIRST_LINE,
    OPEN,
    CLOSED
  }

  private final Doorkeeper doorkeeper;
  private final String hostName;
  private Stage stage = Stage.PROVING;
  private @Nullable ScheduledFuture<?> tokenLimit;

  TerminalGate(Doorkeeper doorkeeper, String hostName) {
    this.doorkeeper = doorkeeper;
    this.hostName = hostName;
  }

  @Override
  public void channelActive(ChannelHandlerContext context) {
    boolean accepted =
        doorkeeper.prove(
            context.channel(), proof -> context.executor().execute(() -> proved(context, proof)));
    if (!accepted) {
      close(context, "too many connections wait to be proved");
    }
  }

  private void proved(ChannelHandlerContext context, PeerProof proof) {
    Optional<PeerIdentity> known = Doorkeeper.trusted(proof);
    if (known.isPresent()) {
      open(context, known.get().toString());
    } else {
      log.debug("Unproved connection to the REPL: {}", proof);
      askForToken(context);
    }
    context.channel().config().setAutoRead(true);
  }

  private void askForToken(ChannelHandlerContext context) {
    stage = Stage.TOKEN;
    tokenLimit =
        context
            .executor()
            .schedule(
                () -> close(context, "no token in time"), SECONDS_FOR_TOKEN, TimeUnit.SECONDS);
    say(context, "Send the access token; the start log of " + hostName + " names its file.\n");
  }

  private void open(ChannelHandlerContext context, String peer) {
    stage = Stage.FIRST_LINE;
    context.fireUserEventTriggered(new Opened(peer));
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    try {
      if (stage != Stage.CLOSED) {
        read(context, text((ByteBuf) message));
      }
    } catch (CharacterCodingException e) {
      close(context, "bytes that are no UTF-8");
    } finally {
      ReferenceCountUtil.release(message);
    }
  }

  private static String text(ByteBuf line) throws CharacterCodingException {
    ByteBuffer bytes = line.nioBuffer();
    return StandardCharsets.UTF_8.newDecoder().decode(bytes).toString();
  }

  private void read(ChannelHandlerContext context, String line) {
    switch (stage) {
      case TOKEN -> checkToken(context, line);
      case FIRST_LINE -> checkFirstLine(context, line);
      case OPEN -> context.fireChannelRead(line);
      default -> close(context, "a line before the proof");
    }
  }

  private void checkToken(ChannelHandlerContext context, String line) {
    if (tokenLimit != null) {
      tokenLimit.cancel(false);
    }
    if (doorkeeper.accepts(line)) {
      open(context, "a peer with the access token");
    } else {
      close(context, "no valid token");
    }
  }

  private void checkFirstLine(ChannelHandlerContext context, String line) {
    Optional<String> suspicion = FirstLine.suspicion(line);
    if (suspicion.isPresent()) {
      close(context, suspicion.get());
    } else {
      stage = Stage.OPEN;
      context.fireChannelRead(line);
    }
  }

  private void close(ChannelHandlerContext context, String reason) {
    if (stage != Stage.CLOSED) {
      stage = Stage.CLOSED;
      log.debug("Connection to the REPL closed: {}", reason);
      context.close();
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    if (cause instanceof TooLongFrameException && stage == Stage.OPEN) {
      stage = Stage.CLOSED;
      say(context, "|  A line has more than " + LineDecoder.MAX_LINE + " bytes. Goodbye.\n")
          .addListener(ChannelFutureListener.CLOSE);
    } else {
      close(context, cause.toString());
    }
  }

  private static io.netty.channel.ChannelFuture say(ChannelHandlerContext context, String text) {
    return context.writeAndFlush(Unpooled.copiedBuffer(text, StandardCharsets.UTF_8));
  }
}
