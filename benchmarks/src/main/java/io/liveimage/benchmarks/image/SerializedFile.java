package io.liveimage.benchmarks.image;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.OutputStream;

/** What the JDK has. */
final class SerializedFile extends FileStorage<OrderBook> {
  private static final int BUFFER = 64 * 1024;

  @Override
  void encode(OrderBook state, OutputStream out) throws IOException {
    ObjectOutputStream objects = new ObjectOutputStream(out);
    objects.writeObject(state);
    objects.flush();
  }

  @Override
  @SuppressWarnings("BanSerializableRead") // of a file that this process wrote
  OrderBook decode(InputStream in) throws IOException {
    try {
      return (OrderBook) new ObjectInputStream(new BufferedInputStream(in, BUFFER)).readObject();
    } catch (ClassNotFoundException e) {
      throw new IOException(e);
    }
  }
}
