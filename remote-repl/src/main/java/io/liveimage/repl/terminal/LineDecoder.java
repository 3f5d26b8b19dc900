package io.liveimage.repl.terminal;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.LineBasedFrameDecoder;
import java.util.List;

/** Splits what a peer sends into lines; the end of input ends the last one. */
final class LineDecoder extends LineBasedFrameDecoder {
  static final int MAX_LINE = 64 * 1024;

  LineDecoder() {
    super(MAX_LINE, true, true);
  }

  @Override
  protected void decodeLast(ChannelHandlerContext context, ByteBuf in, List<Object> out)
      throws Exception {
    super.decodeLast(context, in, out);
    if (out.isEmpty() && in.isReadable()) {
      out.add(in.readRetainedSlice(in.readableBytes()));
    }
  }
}
