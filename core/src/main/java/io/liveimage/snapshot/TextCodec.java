package io.liveimage.snapshot;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;

/**
 * Text as it is, in UTF-8; strict both ways, since a replacement character would be a silent loss.
 */
record TextCodec(String fileExtension) implements StateCodec<String> {

  @Override
  public String id() {
    return "text";
  }

  @Override
  public int version() {
    return 1;
  }

  @Override
  public String type() {
    return String.class.getName();
  }

  @Override
  public boolean isCompressible() {
    return false;
  }

  @Override
  public void write(String value, OutputStream out) throws IOException {
    out.write(bytes(value));
  }

  private static byte[] bytes(String value) {
    try {
      ByteBuffer bytes = UTF_8.newEncoder().encode(CharBuffer.wrap(value));
      byte[] content = new byte[bytes.remaining()];
      bytes.get(content);
      return content;
    } catch (CharacterCodingException e) {
      throw new SnapshotException(
          "The text has half of a surrogate pair, which UTF-8 cannot hold", e);
    }
  }

  @Override
  public String read(InputStream in, SectionFormat written) throws IOException {
    try {
      return UTF_8.newDecoder().decode(ByteBuffer.wrap(in.readAllBytes())).toString();
    } catch (CharacterCodingException e) {
      throw new SnapshotException("The bytes are not UTF-8: " + e.getMessage(), e);
    }
  }
}
