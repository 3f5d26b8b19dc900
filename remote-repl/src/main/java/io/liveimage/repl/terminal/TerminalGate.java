package io.liveimage.repl.terminal;

import io.liveimage.local.PeerIdentity;
import io.liveimage.local.PeerProof;
import io.liveimage.local.PeerTrust;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.codec.CorruptedFrameException;
import io.netty.handler.codec.TooLongFrameException;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.ScheduledFuture;
import java.net.InetSocketAddress;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets nothing of a connection pass before its peer is proved, by the system or by the access token
 * as its first line, and before the first line after that has been looked at. Passes on lines as
 * text. After the first thing that is wrong nothing passes any more.
 *
 * <pre>
 *   PROVING --&gt; FIRST_LINE --&gt; OPEN      (any) --&gt; CLOSED
 *       \--&gt; TOKEN --^
 * </pre>
 */
final class TerminalGate extends ChannelDuplexHandler {
  private static final Logger log = LoggerFactory.getLogger(TerminalServer.class);
  private static final long SECONDS_FOR_TOKEN = 30;

  /** Passed on when the peer is proved: the conversation may begin. */
  record Opened(String peer) {}

  /** Passed on when a proved peer sends what cannot be read: the conversation ends. */
  record Unreadable(String reason) {}

  private enum Stage {
    PROVING,
    TOKEN,
    FIRST_LINE,
    OPEN,
    CLOSED
  }

  private final LineDecoder decoder;
  private final Doorkeeper doorkeeper;
  private final Admission admission;
  private final String hostName;
  private Stage stage = Stage.PROVING;
  private boolean isGreeted;
  private PeerProof proof = new PeerProof.Unproved("not asked yet", OptionalLong.empty());
  private @Nullable ScheduledFuture<?> tokenLimit;

  TerminalGate(LineDecoder decoder, Doorkeeper doorkeeper, Admission admission, String hostName) {
    this.decoder = decoder;
    this.doorkeeper = doorkeeper;
    this.admission = admission;
    this.hostName = hostName;
  }

  @Override
  public void channelActive(ChannelHandlerContext context) {
    SocketChannel channel = (SocketChannel) context.channel();
    InetSocketAddress peer = channel.remoteAddress();
    InetSocketAddress self = channel.localAddress();
    if (peer == null || self == null) {
      close(context, "it is closed already");
      return;
    }
    admission.arrived(channel);
    doorkeeper.prove(
        new PeerTrust.Connection(peer, self),
        found -> context.executor().execute(() -> proved(context, found)));
  }

  private void proved(ChannelHandlerContext context, PeerProof found) {
    if (stage != Stage.PROVING || !context.channel().isActive()) {
      return;
    }
    proof = found;
    Optional<PeerIdentity> known = Doorkeeper.trusted(found);
    if (known.isPresent()) {
      admit(context, known.get().toString());
    } else {
      log.debug("Unproved connection to the REPL: {}", found);
      askForToken(context);
      context.channel().config().setAutoRead(true);
    }
  }

  /**
   * Reads from a proved peer only once its connection has taken something. The proof names who has
   * that address now: after a reset it may be another connection's, and what the first peer sent
   * before is still there to be read. A connection that was reset takes nothing.
   */
  @Override
  public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
    if (stage == Stage.FIRST_LINE && !isGreeted) {
      isGreeted = true;
      promise.addListener(sent -> context.channel().config().setAutoRead(sent.isSuccess()));
    }
    context.write(message, promise);
  }

  private void askForToken(ChannelHandlerContext context) {
    stage = Stage.TOKEN;
    tokenLimit =
        context
            .executor()
            .schedule(
                () -> dismiss(context, "No access token for " + SECONDS_FOR_TOKEN + " s."),
                SECONDS_FOR_TOKEN,
                TimeUnit.SECONDS);
    say(
        context,
        "Access token? It is in the file \"token\" of the home that the start line of "
            + hostName
            + " names.\n");
  }

  private void admit(ChannelHandlerContext context, String peer) {
    if (admission.admit(context.channel())) {
      stage = Stage.FIRST_LINE;
      context.fireUserEventTriggered(new Opened(peer + ", port " + port(context)));
    } else {
      dismiss(context, "There are " + Admission.MAX_SESSIONS + " sessions already.");
    }
  }

  private static int port(ChannelHandlerContext context) {
    return ((InetSocketAddress) context.channel().remoteAddress()).getPort();
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    try {
      if (stage != Stage.CLOSED) {
        read(context, text((ByteBuf) message));
      }
    } catch (CharacterCodingException e) {
      refuse(context, "That is not UTF-8.");
    } finally {
      ReferenceCountUtil.release(message);
    }
  }

  private static String text(ByteBuf line) throws CharacterCodingException {
    return StandardCharsets.UTF_8.newDecoder().decode(line.nioBuffer()).toString();
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
    forgetTokenLimit();
    if (doorkeeper.accepts(line)) {
      admit(context, Doorkeeper.withToken(proof));
    } else if (FirstLine.isForeign(line)) {
      close(context, "another protocol");
    } else {
      dismiss(context, "That is not the access token.");
    }
  }

  /** A blank line says nothing about who is there. */
  private void checkFirstLine(ChannelHandlerContext context, String line) {
    if (FirstLine.isForeign(line)) {
      close(context, "another protocol");
    } else if (FirstLine.holdsControls(line)) {
      refuse(context, "The first line holds control characters.");
    } else if (line.isBlank()) {
      context.fireChannelRead(line);
    } else {
      stage = Stage.OPEN;
      decoder.beginningIsOver();
      context.fireChannelRead(line);
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    if (cause instanceof TooLongFrameException) {
      refuse(context, "A line has more than " + LineDecoder.MAX_LINE + " bytes.");
    } else if (cause instanceof CorruptedFrameException) {
      refuse(context, "The first line holds control characters.");
    } else {
      close(context, cause.toString());
    }
  }

  /** The peer is told, if it is a proved one, after all it is told anyway. */
  private void refuse(ChannelHandlerContext context, String reason) {
    if (stage == Stage.FIRST_LINE || stage == Stage.OPEN) {
      stage = Stage.CLOSED;
      context.fireUserEventTriggered(new Unreadable(reason));
    } else {
      close(context, reason);
    }
  }

  private void dismiss(ChannelHandlerContext context, String reason) {
    if (stage != Stage.CLOSED) {
      stage = Stage.CLOSED;
      say(context, reason + " Goodbye.\n");
      Goodbye.to((SocketChannel) context.channel());
    }
  }

  private void close(ChannelHandlerContext context, String reason) {
    if (stage != Stage.CLOSED) {
      stage = Stage.CLOSED;
      log.debug("Connection to the REPL closed: {}", reason);
      context.close();
    }
  }

  private static void say(ChannelHandlerContext context, String text) {
    context.writeAndFlush(Unpooled.copiedBuffer(text, StandardCharsets.UTF_8));
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    stage = Stage.CLOSED;
    forgetTokenLimit();
    admission.left(context.channel());
    context.fireChannelInactive();
  }

  private void forgetTokenLimit() {
    if (tokenLimit != null) {
      tokenLimit.cancel(false);
    }
  }
}
