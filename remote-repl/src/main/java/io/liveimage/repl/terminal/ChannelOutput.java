package io.liveimage.repl.terminal;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import org.jspecify.annotations.Nullable;

/**
 * What a session prints. A writer waits while the peer reads too slowly, so that a snippet that
 * prints without end fills no memory; not to be used on the event loop.
 */
final class ChannelOutput extends OutputStream {
  private static final int CHUNK = 16 * 1024;

  private final Channel channel;
  private volatile @Nullable Thread conversation;

  ChannelOutput(Channel channel) {
    this.channel = channel;
  }

  /** Tells that the calling thread is to end with the connection, and only that one. */
  void belongsToThisThread() {
    conversation = Thread.currentThread();
  }

  @Override
  public void write(int oneByte) throws IOException {
    write(new byte[] {(byte) oneByte}, 0, 1);
  }

  /**
   * Sends, as fast as the peer reads.
   *
   * @throws DisconnectedException on the conversation's thread, when the connection is closed
   * @throws IOException on other threads: what a snippet has started is not to die of it
   */
  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    int end = offset + length;
    for (int at = offset; at < end; at += CHUNK) {
      awaitWritable();
      channel.writeAndFlush(Unpooled.copiedBuffer(bytes, at, Math.min(CHUNK, end - at)));
    }
  }

  private synchronized void awaitWritable() throws IOException {
    try {
      while (channel.isActive() && !channel.isWritable()) {
        wait();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      requireOpen();
      throw new InterruptedIOException("interrupted while the peer does not read");
    }
    requireOpen();
  }

  private void requireOpen() throws IOException {
    if (channel.isActive()) {
      return;
    }
    if (Thread.currentThread() == conversation) {
      throw new DisconnectedException();
    }
    throw new IOException("connection closed");
  }

  /** Wakes writers: the peer has read, or is gone. */
  synchronized void changed() {
    notifyAll();
  }
}
