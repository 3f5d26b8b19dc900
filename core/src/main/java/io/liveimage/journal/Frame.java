package io.liveimage.journal;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/**
 * What comes before the events that were written at once.
 *
 * @param first the number of the first of them
 * @param count how many they are
 * @param length how many bytes they are
 * @param checksum over these bytes
 */
record Frame(long first, int count, int length, int checksum) {
  static final int HEADER = 32;

  private static final int CHECKED = HEADER - Integer.BYTES;

  /** Writes the header of the frame that begins at an offset of a segment. */
  void encode(ByteBuffer bytes, long mark) {
    int start = bytes.position();
    bytes.putLong(mark).putLong(first).putInt(count).putInt(length).putInt(checksum);
    bytes.putInt(headerChecksum(bytes, start));
  }

  /**
   * Reads a header at the position of a buffer.
   *
   * @throws DamageException if there is none
   */
  static Frame decode(ByteBuffer bytes, long mark, long offset) throws DamageException {
    int start = bytes.position();
    if (bytes.remaining() < HEADER) {
      throw new DamageException("it ends within the header of a frame", offset);
    } else if (bytes.getLong(start) != mark
        || bytes.getInt(start + CHECKED) != headerChecksum(bytes, start)) {
      throw new DamageException("there is no frame where one was expected", offset);
    }
    bytes.getLong();
    var frame = new Frame(bytes.getLong(), bytes.getInt(), bytes.getInt(), bytes.getInt());
    bytes.getInt();
    return frame;
  }

  /** The mark depends on the file and the offset: what is copied from elsewhere is no frame. */
  static long mark(long salt, long offset) {
    return salt ^ offset;
  }

  private static int headerChecksum(ByteBuffer bytes, int start) {
    var checksum = new CRC32C();
    checksum.update(bytes.duplicate().limit(start + CHECKED).position(start));
    return (int) checksum.getValue();
  }
}
