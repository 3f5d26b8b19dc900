package io.liveimage.repl.values;

import io.liveimage.repl.engine.ValueException;
import java.io.ByteArrayOutputStream;

/** Bytes in memory, up to a number of them. */
final class BoundedBytes extends ByteArrayOutputStream {
  private final int largest;

  BoundedBytes(int largest) {
    this.largest = largest;
  }

  @Override
  public synchronized void write(int value) {
    require(1);
    super.write(value);
  }

  @Override
  public synchronized void write(byte[] bytes, int offset, int length) {
    require(length);
    super.write(bytes, offset, length);
  }

  private void require(int more) {
    if (size() + more > largest) {
      throw new ValueException("it takes more than " + largest / 1024 + " KiB");
    }
  }
}
