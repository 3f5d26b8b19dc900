package io.liveimage.snapshot;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.SequenceInputStream;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.OptionalLong;

/** Content in memory, in pieces: it may be larger than an array, and never moves while it grows. */
final class MemoryContent implements Content {
  private static final int FIRST = 1024;
  private static final int LARGEST = 1024 * 1024;

  private final boolean compressible;
  private final List<byte[]> full = new ArrayList<>();
  private byte[] last = new byte[0];
  private int end;
  private long length;

  MemoryContent(boolean compressible) {
    this.compressible = compressible;
  }

  /** Returns where it is filled, before anybody reads it. */
  OutputStream sink() {
    return new Sink();
  }

  @Override
  public OptionalLong length() {
    return OptionalLong.of(length);
  }

  @Override
  public boolean isCompressible() {
    return compressible;
  }

  @Override
  public InputStream open() {
    List<InputStream> pieces = new ArrayList<>();
    full.forEach(piece -> pieces.add(new ByteArrayInputStream(piece)));
    pieces.add(new ByteArrayInputStream(last, 0, end));
    return pieces.size() == 1
        ? pieces.get(0)
        : new SequenceInputStream(Collections.enumeration(pieces));
  }

  @Override
  public void writeTo(OutputStream out) throws IOException {
    for (byte[] piece : full) {
      out.write(piece);
    }
    out.write(last, 0, end);
  }

  private void grow() {
    if (last.length > 0) {
      full.add(last);
    }
    last = new byte[(int) Math.min(LARGEST, Math.max(FIRST, length))];
    end = 0;
  }

  private final class Sink extends OutputStream {
    @Override
    public void write(int value) {
      if (end == last.length) {
        grow();
      }
      last[end++] = (byte) value;
      length++;
    }

    @Override
    public void write(byte[] bytes, int offset, int count) {
      int done = 0;
      while (done < count) {
        if (end == last.length) {
          grow();
        }
        int part = Math.min(count - done, last.length - end);
        System.arraycopy(bytes, offset + done, last, end, part);
        end += part;
        done += part;
        length += part;
      }
    }
  }
}
