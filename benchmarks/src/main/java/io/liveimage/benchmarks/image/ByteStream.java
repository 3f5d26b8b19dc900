package io.liveimage.benchmarks.image;

import io.liveimage.snapshot.SectionFormat;
import io.liveimage.snapshot.StateCodec;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Bytes as they are: a component whose state is in its final form already. */
final class ByteStream implements StateCodec<byte[]> {

  /** Returns as many arrays of the same length, which nothing can compress. */
  static List<byte[]> arrays(int count, int length) {
    Random random = new Random(4);
    List<byte[]> arrays = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      byte[] bytes = new byte[length / count];
      random.nextBytes(bytes);
      arrays.add(bytes);
    }
    return arrays;
  }

  @Override
  public String id() {
    return "bytes";
  }

  @Override
  public int version() {
    return 1;
  }

  @Override
  public String type() {
    return "bytes";
  }

  @Override
  public String fileExtension() {
    return "bin";
  }

  @Override
  public void write(byte[] bytes, OutputStream out) throws IOException {
    out.write(bytes);
  }

  @Override
  public byte[] read(InputStream in, SectionFormat written) throws IOException {
    return in.readAllBytes();
  }
}
