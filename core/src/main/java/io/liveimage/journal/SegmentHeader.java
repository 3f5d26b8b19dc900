package io.liveimage.journal;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.liveimage.snapshot.SectionFormat;
import java.nio.BufferOverflowException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/**
 * What a segment begins with, always of the same length: a file that is not longer than that has no
 * events.
 *
 * @param journal the journal's name
 * @param name timeline and first number
 * @param format what its events are encoded as
 * @param salt a random number that marks the frames of this file
 */
record SegmentHeader(String journal, SegmentName name, SectionFormat format, long salt) {
  static final int LENGTH = 4096;

  private static final long MAGIC = 0x4C494D474A524E4CL; // "LIMGJRNL"
  private static final int VERSION = 1;
  private static final int CHECKED = LENGTH - Integer.BYTES;

  /** Returns the bytes, ready to be written. */
  ByteBuffer encode() {
    ByteBuffer bytes = ByteBuffer.allocate(LENGTH);
    bytes.putLong(MAGIC).putInt(VERSION);
    bytes.putLong(name.timeline()).putLong(name.first()).putLong(salt);
    bytes.putInt(format.codecVersion()).putInt(format.schema());
    putStrings(bytes, journal, format.codec(), format.fileExtension(), format.type());
    bytes.putInt(CHECKED, checksum(bytes));
    return bytes.clear();
  }

  private static void putStrings(ByteBuffer bytes, String... strings) {
    try {
      for (String string : strings) {
        byte[] encoded = string.getBytes(UTF_8);
        bytes.putShort((short) encoded.length).put(encoded);
      }
      bytes.putInt(0);
    } catch (BufferOverflowException e) {
      throw new IllegalArgumentException(
          "The names of journal, codec and type are too long together: "
              + String.join(", ", strings),
          e);
    }
  }

  /**
   * Reads a header back.
   *
   * @throws DamageException if it is none
   * @throws JournalException if a newer version wrote it
   */
  static SegmentHeader decode(ByteBuffer bytes) throws DamageException {
    if (bytes.remaining() < LENGTH || bytes.getLong(0) != MAGIC) {
      throw new DamageException("it does not begin as a journal does", 0);
    } else if (bytes.getInt(CHECKED) != checksum(bytes)) {
      throw new DamageException("the checksum of its header is wrong", 0);
    } else if (bytes.getInt(Long.BYTES) != VERSION) {
      throw new JournalException(
          "it has format version %d, expected %d: a newer LiveImage wrote it"
              .formatted(bytes.getInt(Long.BYTES), VERSION),
          null);
    }
    return fields(bytes.position(Long.BYTES + Integer.BYTES));
  }

  private static SegmentHeader fields(ByteBuffer bytes) throws DamageException {
    try {
      var name = new SegmentName(bytes.getLong(), bytes.getLong());
      long salt = bytes.getLong();
      int codecVersion = bytes.getInt();
      int schema = bytes.getInt();
      String journal = string(bytes);
      String codec = string(bytes);
      String extension = string(bytes);
      var format = new SectionFormat(codec, codecVersion, string(bytes), schema, extension);
      return new SegmentHeader(journal, name, format, salt);
    } catch (BufferUnderflowException | IllegalArgumentException e) {
      throw new DamageException("its header makes no sense", 0);
    }
  }

  private static String string(ByteBuffer bytes) {
    byte[] encoded = new byte[Math.min(Short.toUnsignedInt(bytes.getShort()), LENGTH)];
    bytes.get(encoded);
    return new String(encoded, UTF_8);
  }

  private static int checksum(ByteBuffer bytes) {
    var checksum = new CRC32C();
    checksum.update(bytes.duplicate().clear().limit(CHECKED));
    return (int) checksum.getValue();
  }
}
