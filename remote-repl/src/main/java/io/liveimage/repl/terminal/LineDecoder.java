package io.liveimage.repl.terminal;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.CorruptedFrameException;
import io.netty.handler.codec.LineBasedFrameDecoder;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Splits what a peer sends into lines; the end of input ends the last one, a broken connection does
 * not. Until the beginning is over, control characters, as in a TLS handshake, are refused before a
 * line is whole, since it may never be.
 */
final class LineDecoder extends LineBasedFrameDecoder {
  static final int MAX_LINE = 64 * 1024;

  private boolean atBeginning = true;
  private int examined;

  LineDecoder() {
    super(MAX_LINE, true, true);
  }

  /** The first line was one that a person types; from now on any character may come. */
  void beginningIsOver() {
    atBeginning = false;
  }

  @Override
  protected @Nullable Object decode(ChannelHandlerContext context, ByteBuf in) throws Exception {
    if (atBeginning) {
      examineLine(in);
    }
    Object line = super.decode(context, in);
    examined = line == null ? examined : 0;
    return line;
  }

  private void examineLine(ByteBuf in) {
    for (; examined < in.readableBytes(); examined++) {
      byte next = in.getByte(in.readerIndex() + examined);
      if (next == '\n') {
        return;
      }
      if (next >= 0 && FirstLine.isControl(next)) {
        throw new CorruptedFrameException("control characters");
      }
    }
  }

  @Override
  protected void decodeLast(ChannelHandlerContext context, ByteBuf in, List<Object> out)
      throws Exception {
    super.decodeLast(context, in, out);
    if (out.isEmpty() && in.isReadable() && context.channel().isActive()) {
      out.add(in.readRetainedSlice(in.readableBytes()));
    }
  }
}
