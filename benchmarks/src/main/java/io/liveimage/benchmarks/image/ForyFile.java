package io.liveimage.benchmarks.image;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import org.apache.fory.Fory;

/**
 * Fory with classes that may change, shared objects written once, and without the limits that would
 * refuse to read what was written. One of its instances writes and another one reads.
 */
final class ForyFile extends FileStorage<OrderBook> {
  private final Fory writer = fory();
  private final Fory reader = fory();

  private static Fory fory() {
    Fory fory =
        Fory.builder()
            .withXlang(false)
            .withCompatible(true)
            .withRefTracking(true)
            .serializeEnumByName(true)
            .requireClassRegistration(true)
            .withDeserializeUnknownClass(false)
            .withMaxGraphMemoryBytes(Long.MAX_VALUE)
            .withMaxUnbackedContainerItems(Integer.MAX_VALUE)
            .build();
    for (Class<?> type :
        List.of(
            OrderBook.class,
            OrderBook.Order.class,
            OrderBook.Customer.class,
            OrderBook.Line.class,
            OrderBook.Money.class,
            OrderBook.Steps.class,
            OrderBook.Status.class)) {
      fory.register(type, type.getSimpleName());
    }
    return fory;
  }

  @Override
  void encode(OrderBook state, OutputStream out) throws IOException {
    out.write(writer.serialize(state));
  }

  @Override
  OrderBook decode(InputStream in) throws IOException {
    return reader.deserialize(in.readAllBytes(), OrderBook.class);
  }
}
