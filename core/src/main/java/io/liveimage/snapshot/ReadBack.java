package io.liveimage.snapshot;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.util.zip.CRC32C;

/** A file of an image, read part by part for its checksum; by one thread at a time. */
final class ReadBack implements Closeable {
  private final ReadableByteChannel file;
  private final ByteBuffer chunk;
  private final ByteWatcher progress;
  private final CRC32C checksum = new CRC32C();
  private long end;

  ReadBack(ReadableByteChannel file, long expected, ByteWatcher progress) {
    this.file = file;
    this.chunk = chunk(expected);
    this.progress = progress;
  }

  /** Outside the heap where it is worth it and there is room: that saves a copy of each byte. */
  private static ByteBuffer chunk(long expected) {
    int size = (int) Math.min(DurableFiles.CHUNK, expected);
    if (size == DurableFiles.CHUNK) {
      try {
        return ByteBuffer.allocateDirect(size);
      } catch (OutOfMemoryError e) {
        return ByteBuffer.allocate(size / 16);
      }
    }
    return ByteBuffer.allocate(size);
  }

  /** Reads until so many bytes have been read, or the file ends; returns how many. */
  long readTo(long length) throws IOException {
    int count = 0;
    while (count >= 0 && end < length) {
      chunk.clear().limit((int) Math.min(chunk.capacity(), length - end));
      count = file.read(chunk);
      if (count > 0) {
        checksum.update(chunk.flip());
        end += count;
        progress.moved(end);
      }
    }
    return end;
  }

  int checksum() {
    return (int) checksum.getValue();
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
