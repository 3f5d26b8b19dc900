package io.liveimage.journal;

import io.liveimage.local.OwnFiles;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;

/** The file that events are written to. For use by one thread. */
final class Segment implements Closeable {
  private final SegmentHeader header;
  private final FileChannel channel;
  private long durable;

  private Segment(SegmentHeader header, FileChannel channel) {
    this.header = header;
    this.channel = channel;
    this.durable = SegmentHeader.LENGTH;
  }

  /** Makes a segment, which is durable, as its name is, before anything is written to it. */
  static Segment create(Path directory, SegmentHeader header) throws IOException {
    OwnFiles.createDirectories(directory);
    JournalFiles.forceNames(directory);
    Path file = directory.resolve(header.name().file());
    Files.deleteIfExists(file); // of an attempt that failed: nothing in it was acknowledged
    FileChannel channel = OwnFiles.create(file);
    try {
      OwnFiles.writeFully(channel, header.encode());
      channel.force(true);
      OwnFiles.forceDirectory(directory);
      return new Segment(header, channel);
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  long first() {
    return header.name().first();
  }

  /** Returns the file's length up to the last event that is durable. */
  long length() {
    return durable;
  }

  /** Writes events, through a buffer; they are durable when this returns. */
  void write(Batch batch, ByteBuffer buffer, Runnable progress) throws IOException {
    buffer.clear();
    batch.frame().encode(buffer, Frame.mark(header.salt(), durable));
    PendingEvent event = batch.first();
    for (int i = batch.count(); i > 0; i--, event = batch.after(event)) {
      put(event.bytes, buffer, progress);
    }
    flush(buffer);
    channel.force(false);
    durable += Frame.HEADER + batch.length();
  }

  private void put(byte[] bytes, ByteBuffer buffer, Runnable progress) throws IOException {
    for (int done = 0; done < bytes.length; ) {
      int part = Math.min(bytes.length - done, buffer.remaining());
      buffer.put(bytes, done, part);
      done += part;
      if (!buffer.hasRemaining()) {
        flush(buffer);
        progress.run();
      }
    }
  }

  private void flush(ByteBuffer buffer) throws IOException {
    OwnFiles.writeFully(channel, buffer.flip());
    buffer.clear();
  }

  /** Removes what is not durable, if that works, and ends the use of this file. */
  void abandon() throws IOException {
    try (channel) {
      channel.truncate(durable);
      channel.force(true);
    }
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
