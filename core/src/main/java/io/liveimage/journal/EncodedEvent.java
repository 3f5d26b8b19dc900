package io.liveimage.journal;

import io.liveimage.local.OwnFiles;
import io.liveimage.snapshot.StateCodec;
import java.io.ByteArrayOutputStream;
import java.io.IOException;

/** The bytes of one event, after four bytes with their number. */
final class EncodedEvent extends ByteArrayOutputStream {
  private static final int LARGEST = Integer.MAX_VALUE - 1024;

  private EncodedEvent() {
    super(128);
    count = Integer.BYTES;
  }

  static <E> byte[] of(String journal, StateCodec<E> codec, E event) {
    try {
      var out = new EncodedEvent();
      codec.write(event, out);
      return out.withLength();
    } catch (IOException | RuntimeException e) {
      throw new JournalException(
          "Journal %s: the event cannot be encoded as %s: %s; it did not happen"
              .formatted(journal, codec.id(), OwnFiles.reason(e)),
          e);
    }
  }

  private byte[] withLength() {
    if (count > LARGEST) {
      throw new IllegalStateException("it is too large");
    }
    byte[] bytes = toByteArray();
    int length = count - Integer.BYTES;
    bytes[0] = (byte) (length >>> 24);
    bytes[1] = (byte) (length >>> 16);
    bytes[2] = (byte) (length >>> 8);
    bytes[3] = (byte) length;
    return bytes;
  }
}
