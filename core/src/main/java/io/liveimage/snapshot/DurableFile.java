package io.liveimage.snapshot;

import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.Set;
import java.util.function.LongConsumer;
import java.util.zip.CRC32C;

/**
 * A new file that is on the disk when {@link #force} has returned. It is written through one
 * channel, since forcing covers only what went through it.
 */
final class DurableFile extends OutputStream {

  /** So often that a slow disk still shows progress within the seconds a stall deadline allows. */
  private static final int FORCE_EVERY = 32 * 1024 * 1024;

  private final FileChannel channel;
  private final LongConsumer written;
  private final CRC32C checksum = new CRC32C();
  private long length;
  private int unforced;

  DurableFile(Path file, LongConsumer written) throws IOException {
    this.channel =
        FileChannel.open(
            file, Set.of(CREATE_NEW, WRITE), DurableFiles.ownerOnly(file, "rw-------"));
    this.written = written;
  }

  @Override
  public void write(int value) throws IOException {
    write(new byte[] {(byte) value}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int offset, int count) throws IOException {
    for (int done = 0; done < count; ) {
      int chunk = Math.min(DurableFiles.CHUNK, count - done);
      writeFully(ByteBuffer.wrap(bytes, offset + done, chunk));
      checksum.update(bytes, offset + done, chunk);
      done += chunk;
      length += chunk;
      forceNowAndThen(chunk);
      written.accept(length);
    }
  }

  private void writeFully(ByteBuffer content) throws IOException {
    while (content.hasRemaining()) {
      channel.write(content);
    }
  }

  private void forceNowAndThen(int count) throws IOException {
    unforced += count;
    if (unforced >= FORCE_EVERY) {
      channel.force(false);
      unforced = 0;
    }
  }

  long length() {
    return length;
  }

  int checksum() {
    return (int) checksum.getValue();
  }

  void force() throws IOException {
    channel.force(true);
    written.accept(length);
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
