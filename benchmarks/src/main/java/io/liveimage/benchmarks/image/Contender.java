package io.liveimage.benchmarks.image;

import static java.util.stream.Collectors.toUnmodifiableMap;

import io.liveimage.benchmarks.image.ImageStorage.Encoding;
import io.liveimage.snapshot.StateCodec;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * What is measured: a state, and a way to bring it to the disk and back.
 *
 * @param name what the tables call it, and how a process that measures it finds it
 * @param state makes the parts of the state for a number of orders
 * @param storage makes the way, which is part of the first call
 * @param <S> the type of the state
 */
record Contender<S>(String name, IntFunction<List<S>> state, Supplier<Storage<S>> storage) {

  /** The same orders; the last one is what the others are compared with. */
  static final List<Contender<?>> CODECS =
      List.of(
          orders(
              "LiveImage, default (Smile)",
              1,
              () -> new ImageStorage<>(StateCodec.smile(OrderBook.class), Encoding.AT_ONCE)),
          orders(
              "LiveImage, stream by hand",
              1,
              () -> new ImageStorage<>(new OrderStream(), Encoding.WHEN_WRITTEN)),
          orders("Fory 1.6.0", 1, ForyFile::new),
          orders("Kryo 5.6.2", 1, KryoFile::new),
          orders("JDK serialization", 1, SerializedFile::new));

  /** The same bytes; the last one is what the others are compared with. */
  static final List<Contender<?>> BYTES =
      List.of(
          bytes("LiveImage, raw bytes", 1),
          bytes("LiveImage, raw bytes, 4 sections", 4),
          new Contender<>("the disk", Contender::oneArray, BareFile::new));

  /** The same orders in more and more sections; the last one is what they are compared with. */
  static final List<Contender<?>> SECTIONS = List.of(smile(4), smile(2), smile(1));

  private static final int MEGABYTES = 100;

  private static final Map<String, Contender<?>> BY_NAME =
      Stream.of(CODECS, BYTES, SECTIONS)
          .flatMap(List::stream)
          .collect(toUnmodifiableMap(Contender::name, Function.identity()));

  static Contender<?> named(String name) {
    Contender<?> contender = BY_NAME.get(name);
    if (contender == null) {
      throw new IllegalArgumentException("Nothing is named " + name);
    }
    return contender;
  }

  private static Contender<OrderBook> smile(int sections) {
    return orders(
        sections + (sections == 1 ? " section" : " sections"),
        sections,
        () -> new ImageStorage<>(StateCodec.smile(OrderBook.class), Encoding.WHEN_WRITTEN));
  }

  private static Contender<OrderBook> orders(
      String name, int parts, Supplier<Storage<OrderBook>> storage) {
    return new Contender<>(name, orders -> OrderBook.books(parts, orders), storage);
  }

  private static Contender<byte[]> bytes(String name, int parts) {
    return new Contender<>(
        name,
        orders -> ByteStream.arrays(parts, length(orders)),
        () -> new ImageStorage<>(new ByteStream(), Encoding.WHEN_WRITTEN));
  }

  private static List<byte[]> oneArray(int orders) {
    return ByteStream.arrays(1, length(orders));
  }

  private static int length(int orders) {
    return (int) (MEGABYTES * 1_000_000L * orders / OrderBook.ORDERS_OF_100_MB);
  }
}
