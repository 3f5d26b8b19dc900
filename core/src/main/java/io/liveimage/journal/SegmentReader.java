package io.liveimage.journal;

import static java.nio.file.StandardOpenOption.READ;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.OptionalLong;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/** Reads the frames of one segment, one after the other. For use by one thread. */
final class SegmentReader implements Closeable {
  private static final int WINDOW = 256 * 1024;

  private final FileChannel channel;
  private final long size;
  private final ByteBuffer window = ByteBuffer.allocate(WINDOW).limit(0);
  private long windowStart;
  private @Nullable SegmentHeader header;
  private long offset;
  private long number;

  SegmentReader(Path file) throws IOException {
    this.channel = FileChannel.open(file, READ);
    this.size = channel.size();
  }

  /** Reads the header, which has to be the first call. */
  SegmentHeader header(String journal, SegmentName name) throws IOException, DamageException {
    SegmentHeader read = SegmentHeader.decode(at(0, SegmentHeader.LENGTH).slice());
    if (!read.name().equals(name) || !read.journal().equals(journal)) {
      throw new DamageException(
          "it is %s of journal %s".formatted(read.name().file(), read.journal()), 0);
    }
    header = read;
    offset = SegmentHeader.LENGTH;
    number = name.first();
    return read;
  }

  /** Returns the next events, or null at the end. */
  @Nullable Frame next() throws IOException, DamageException {
    if (offset == size) {
      return null;
    }
    Frame frame = frameAt(offset);
    if (frame.first() != number) {
      throw new DamageException(
          "it goes on with event %d, expected %d".formatted(frame.first(), number), offset);
    }
    return frame;
  }

  /** Returns the bytes of these events, and goes on to the next ones. */
  ByteBuffer events(Frame frame) throws IOException {
    ByteBuffer events = ByteBuffer.allocate(frame.length());
    ByteBuffer near = at(offset + Frame.HEADER, frame.length());
    if (near.remaining() >= frame.length()) {
      events.put(near.limit(near.position() + frame.length()));
    } else {
      read(events, offset + Frame.HEADER);
    }
    offset += Frame.HEADER + frame.length();
    number += frame.count();
    return events.flip();
  }

  /** Returns the number of the first event after the damage that can still be read. */
  OptionalLong readableAfterDamage() throws IOException {
    for (long at = offset + 1; at <= size - Frame.HEADER; at++) {
      if (at(at, Long.BYTES).getLong() == mark(at)) {
        OptionalLong found = readableAt(at);
        if (found.isPresent()) {
          return found;
        }
      }
    }
    return OptionalLong.empty();
  }

  private OptionalLong readableAt(long at) throws IOException {
    try {
      Frame frame = frameAt(at);
      return frame.first() >= number ? OptionalLong.of(frame.first()) : OptionalLong.empty();
    } catch (DamageException e) {
      return OptionalLong.empty();
    }
  }

  private Frame frameAt(long at) throws IOException, DamageException {
    Frame frame = Frame.decode(at(at, Frame.HEADER), mark(at), at);
    if (frame.count() < 1 || frame.length() < 0) {
      throw new DamageException("the header of a frame makes no sense", at);
    } else if (frame.length() > size - at - Frame.HEADER) {
      throw new DamageException("it ends within a frame", at);
    } else if (checksum(at + Frame.HEADER, frame.length()) != frame.checksum()) {
      throw new DamageException("the checksum of a frame is wrong", at);
    }
    return frame;
  }

  private long mark(long at) {
    return Frame.mark(header == null ? 0 : header.salt(), at);
  }

  private int checksum(long from, int length) throws IOException {
    var checksum = new CRC32C();
    for (int done = 0; done < length; ) {
      int part = Math.min(length - done, WINDOW);
      ByteBuffer bytes = at(from + done, part);
      checksum.update(bytes.limit(bytes.position() + part));
      done += part;
    }
    return (int) checksum.getValue();
  }

  /** Returns the bytes at an offset: so many, or fewer at the end of the file. */
  private ByteBuffer at(long from, int length) throws IOException {
    long end = windowStart + window.limit();
    if (from < windowStart || from + length > end && end < size) {
      window.clear();
      read(window, from);
      window.flip();
      windowStart = from;
    }
    return window.duplicate().position((int) Math.min(from - windowStart, window.limit()));
  }

  private void read(ByteBuffer bytes, long from) throws IOException {
    int start = bytes.position();
    while (bytes.hasRemaining() && channel.read(bytes, from + bytes.position() - start) >= 0) {}
  }

  /** Returns where the first frame begins that was not read. */
  long offset() {
    return offset;
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
