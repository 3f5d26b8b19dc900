package io.liveimage.benchmarks.image;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/** The disk's own limit: bytes to a channel, forced. */
final class BareFile extends FileStorage<byte[]> {
  private static final int CHUNK = 1024 * 1024;

  @Override
  void encode(byte[] state, OutputStream out) throws IOException {
    for (int done = 0; done < state.length; done += CHUNK) {
      out.write(state, done, Math.min(CHUNK, state.length - done));
    }
  }

  @Override
  byte[] decode(InputStream in) throws IOException {
    return in.readAllBytes();
  }
}
