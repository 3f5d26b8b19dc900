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
    return decoded(codec, SectionFormat.of(codec), content);
  }

  static <S> S decoded(StateCodec<S> codec, SectionFormat written, byte[] content) {
    try {
      return codec.read(new ByteArrayInputStream(content), written);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Writes with one codec and reads with another, as a start after a change of the code does. */
  static <O, N> N evolved(StateCodec<O> former, O value, StateCodec<N> present) {
    return decoded(present, SectionFormat.of(former), of(former, value));
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
