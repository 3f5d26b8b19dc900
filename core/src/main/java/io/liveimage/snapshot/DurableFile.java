package io.liveimage.snapshot;

import io.liveimage.local.OwnFiles;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.CRC32C;

/**
 * A new file that is on the disk when {@link #force} has returned. It is written through one
 * channel, since forcing covers only what went through it, and may be forced by one thread while
 * another goes on writing.
 */
final class DurableFile extends OutputStream {

  /** Less than this is collected first: a codec may write byte by byte. */
  private static final int SMALL = 64 * 1024;

  private static final int FIRST = 512;

  private final FileChannel channel;
  private final ByteWatcher watcher;
  private final CRC32C checksum = new CRC32C();
  private byte[] collected = new byte[0];
  private int end;
  private long length;

  DurableFile(Path file, ByteWatcher watcher) throws IOException {
    this.channel = OwnFiles.create(file);
    this.watcher = watcher;
  }

  @Override
  public void write(int value) throws IOException {
    if (end == collected.length) {
      makeRoom(1);
    }
    collected[end++] = (byte) value;
  }

  @Override
  public void write(byte[] bytes, int offset, int count) throws IOException {
    if (count >= SMALL) {
      flush();
      writeThrough(bytes, offset, count);
    } else {
      makeRoom(count);
      System.arraycopy(bytes, offset, collected, end, count);
      end += count;
    }
  }

  private void makeRoom(int count) throws IOException {
    if (end + count > SMALL) {
      flush();
    }
    if (end + count > collected.length) {
      collected = Arrays.copyOf(collected, Math.min(SMALL, Math.max(FIRST, 2 * (end + count))));
    }
  }

  @Override
  public void flush() throws IOException {
    int count = end;
    end = 0;
    writeThrough(collected, 0, count);
  }

  private void writeThrough(byte[] bytes, int offset, int count) throws IOException {
    for (int done = 0; done < count; ) {
      int chunk = Math.min(DurableFiles.CHUNK, count - done);
      writeFully(ByteBuffer.wrap(bytes, offset + done, chunk));
      checksum.update(bytes, offset + done, chunk);
      done += chunk;
      length += chunk;
      watcher.moved(length);
    }
  }

  private void writeFully(ByteBuffer content) throws IOException {
    while (content.hasRemaining()) {
      channel.write(content);
    }
  }

  /** Returns how much was written, without what is still collected. */
  long length() {
    return length;
  }

  int checksum() {
    return (int) checksum.getValue();
  }

  /** Returns when all that was written until now is on the disk. */
  void force() throws IOException {
    flush();
    channel.force(true);
  }

  /** Begins with what takes long of {@link #force}, which has to follow. */
  void forceContent() throws IOException {
    channel.force(false);
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
