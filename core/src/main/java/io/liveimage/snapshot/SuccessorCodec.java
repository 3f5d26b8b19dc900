package io.liveimage.snapshot;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.function.Function;

/** Writes with one codec, and reads what that or its predecessor wrote. */
record SuccessorCodec<S, T>(
    StateCodec<S> codec, StateCodec<T> former, Function<? super T, ? extends S> convert)
    implements StateCodec<S> {

  SuccessorCodec {
    requireNonNull(codec, "codec");
    requireNonNull(former, "former");
    requireNonNull(convert, "convert");
  }

  @Override
  public String id() {
    return codec.id();
  }

  @Override
  public int version() {
    return codec.version();
  }

  @Override
  public String type() {
    return codec.type();
  }

  @Override
  public String fileExtension() {
    return codec.fileExtension();
  }

  @Override
  public int schema() {
    return codec.schema();
  }

  @Override
  public boolean isCompressible() {
    return codec.isCompressible();
  }

  @Override
  public boolean reads(SectionFormat written) {
    return codec.reads(written) || former.reads(written);
  }

  @Override
  public void write(S value, OutputStream out) throws IOException {
    codec.write(value, out);
  }

  @Override
  public S read(InputStream in, SectionFormat written) throws IOException {
    return isFormer(written) ? convert.apply(former.read(in, written)) : codec.read(in, written);
  }

  private boolean isFormer(SectionFormat written) {
    return former.reads(written) && (!codec.reads(written) || isOfFormerType(written.type()));
  }

  private boolean isOfFormerType(String type) {
    return type.equals(former.type()) && !type.equals(codec.type());
  }
}
