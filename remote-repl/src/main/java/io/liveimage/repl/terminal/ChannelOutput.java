package io.liveimage.repl.terminal;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;

/**
 * What a session prints. A writer waits while the peer reads too slowly, so that a snippet that
 * prints without end fills no memory; not to be used on the event loop.
 */
final class ChannelOutput extends OutputStream {
  private final Channel channel;

  ChannelOutput(Channel channel) {
    this.channel = channel;
  }

  @Override
  public void write(int oneByte) throws IOException {
    write(new byte[] {(byte) oneByte}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    awaitWritable();
    channel.writeAndFlush(Unpooled.copiedBuffer(bytes, offset, length));
  }

  private synchronized void awaitWritable() throws IOException {
    try {
      while (channel.isActive() && !channel.isWritable()) {
        wait();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while the peer does not read");
    }
    if (!channel.isActive()) {
      throw new IOException("connection closed");
    }
  }

  /** Wakes a writer: the peer has read, or is gone. */
  synchronized void changed() {
    notifyAll();
  }
}
