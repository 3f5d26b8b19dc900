package io.liveimage.snapshot;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import org.jspecify.annotations.Nullable;

/**
 * Passes on so many characters and then ends what writes them, by an exception. It never closes
 * what it writes to.
 */
final class TextSink extends Writer {

  private final Writer out;
  private long room;
  private boolean full;
  private @Nullable IOException failure;

  TextSink(Writer out, long limit) {
    this.out = out;
    this.room = limit;
  }

  /** Tells that there is no more room, to whoever would write more. */
  private static final class FullException extends IOException {
    private static final long serialVersionUID = 1L;

    FullException() {
      super("enough was written");
    }
  }

  @Override
  public void write(char[] text, int offset, int length) throws IOException {
    int count = (int) Math.min(length, room);
    room -= count;
    pass(text, offset, count);
    if (count < length) {
      full = true;
      throw new FullException();
    }
  }

  private void pass(char[] text, int offset, int count) throws IOException {
    try {
      out.write(text, offset, count);
    } catch (IOException e) {
      failure = e;
      throw e;
    }
  }

  /** Whether there was more than fits. */
  boolean isFull() {
    return full;
  }

  /** Throws what the target has thrown, if it has. */
  void rethrow() {
    if (failure != null) {
      throw new UncheckedIOException(failure);
    }
  }

  @Override
  public void flush() {}

  @Override
  public void close() {}
}
