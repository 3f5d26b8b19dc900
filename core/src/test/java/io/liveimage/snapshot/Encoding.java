package io.liveimage.snapshot;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.HexFormat;
import java.util.List;

/** A codec's bytes as an array. */
final class Encoding {
  private Encoding() {}

  static <S> byte[] of(StateCodec<S> codec, S value) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      codec.write(value, out);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  static <S> S decoded(StateCodec<S> codec, byte[] content) {
    try {
      return codec.read(new ByteArrayInputStream(content), SectionFormat.of(codec));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns all that a section is, to be compared. */
  static List<Object> of(Section section) {
    try (InputStream in = section.content().open()) {
      return List.of(
          section.name(),
          section.format(),
          section.journaled(),
          HexFormat.of().formatHex(in.readAllBytes()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
