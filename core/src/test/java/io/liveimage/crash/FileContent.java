package io.liveimage.crash;

import java.util.Arrays;

/** The bytes of a file; what lies between its end and a later write is zero. */
final class FileContent {
  private byte[] bytes;
  private int size;

  FileContent(byte[] bytes) {
    this.bytes = bytes.clone();
    this.size = bytes.length;
  }

  int size() {
    return size;
  }

  byte[] bytes() {
    return Arrays.copyOf(bytes, size);
  }

  int read(int from, byte[] target) {
    int count = Math.min(target.length, size - from);
    if (count > 0) {
      System.arraycopy(bytes, from, target, 0, count);
    }
    return count;
  }

  void write(int offset, byte[] written) {
    grow(offset + written.length);
    System.arraycopy(written, 0, bytes, offset, written.length);
  }

  void grow(int end) {
    if (end > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(end, 2 * size));
    }
    size = Math.max(size, end);
  }

  void truncate(int end) {
    if (end < size) {
      Arrays.fill(bytes, end, size, (byte) 0);
      size = end;
    }
  }
}
