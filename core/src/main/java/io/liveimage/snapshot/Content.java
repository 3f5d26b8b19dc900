package io.liveimage.snapshot;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.OptionalLong;

/**
 * The bytes of a section: in memory, on the disk, or still to be made of a value that does not
 * change. They may be asked for many times, by many threads, and are the same each time.
 */
public interface Content {

  /**
   * Returns content that is in memory.
   *
   * @param bytes the content; neither copied nor to be modified
   * @return the content
   */
  static Content of(byte[] bytes) {
    return new Content() {
      @Override
      public OptionalLong length() {
        return OptionalLong.of(bytes.length);
      }

      @Override
      public InputStream open() {
        return new ByteArrayInputStream(bytes);
      }

      @Override
      public void writeTo(OutputStream out) throws IOException {
        out.write(bytes);
      }
    };
  }

  /**
   * Returns how many bytes there are, where that is known before they are made.
   *
   * @return the length
   */
  OptionalLong length();

  /**
   * Returns whether it is worth it to compress the content.
   *
   * @return true unless a codec says otherwise, see {@link StateCodec#isCompressible}
   */
  default boolean isCompressible() {
    return true;
  }

  /**
   * Opens the content from its beginning.
   *
   * @return the bytes; to be closed by the caller. Content of an image that was changed on the disk
   *     since it was verified fails at its end at the latest
   * @throws IOException if it cannot be read or made
   */
  InputStream open() throws IOException;

  /**
   * Writes all of it.
   *
   * @param out where to; it is neither flushed nor closed
   * @throws IOException if it cannot be read, made, or written
   */
  default void writeTo(OutputStream out) throws IOException {
    try (InputStream in = open()) {
      in.transferTo(out);
    }
  }
}
