package io.liveimage.benchmarks.image;

import static java.nio.file.StandardOpenOption.APPEND;
import static java.nio.file.StandardOpenOption.CREATE_NEW;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;

/** The disk's own limit: as many bytes for each event, appended and forced, one after the other. */
final class BareLog implements EventLog {
  private final FileChannel channel;
  private final ByteBuffer event;

  BareLog(Path file, int bytesOfAnEvent) throws IOException {
    this.channel = FileChannel.open(file, CREATE_NEW, APPEND);
    this.event = ByteBuffer.allocateDirect(bytesOfAnEvent);
  }

  @Override
  public synchronized void append(Booking booking) throws IOException {
    event.clear();
    while (event.hasRemaining()) {
      channel.write(event);
    }
    channel.force(false);
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
