package io.liveimage.benchmarks.image;

import io.liveimage.benchmarks.image.OrderBook.Customer;
import io.liveimage.benchmarks.image.OrderBook.Line;
import io.liveimage.benchmarks.image.OrderBook.Money;
import io.liveimage.benchmarks.image.OrderBook.Order;
import io.liveimage.benchmarks.image.OrderBook.Status;
import io.liveimage.benchmarks.image.OrderBook.Steps;
import io.liveimage.snapshot.SectionFormat;
import io.liveimage.snapshot.StateCodec;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Orders written by hand, as a component does that wants its state written fast. */
final class OrderStream implements StateCodec<OrderBook> {
  private static final int BUFFER = 64 * 1024;
  private static final Status[] STATUSES = Status.values();

  @Override
  public String id() {
    return "orders";
  }

  @Override
  public int version() {
    return 1;
  }

  @Override
  public String type() {
    return "orders";
  }

  @Override
  public String fileExtension() {
    return "orders";
  }

  @Override
  public void write(OrderBook book, OutputStream out) throws IOException {
    var data = new DataOutputStream(new BufferedOutputStream(out, BUFFER));
    new Writer(data).book(book);
    data.flush();
  }

  @Override
  public OrderBook read(InputStream in, SectionFormat written) throws IOException {
    return new Reader(new DataInputStream(new BufferedInputStream(in, BUFFER))).book();
  }

  /** A customer or a word is written where it is met first, and is a number from then on. */
  private static final class Writer {
    private final DataOutputStream out;
    private final Map<Object, Integer> numbers = new IdentityHashMap<>();

    Writer(DataOutputStream out) {
      this.out = out;
    }

    void book(OrderBook book) throws IOException {
      out.writeInt(book.orders().size());
      for (Map.Entry<String, Order> each : book.orders().entrySet()) {
        out.writeUTF(each.getKey());
        order(each.getValue());
      }
    }

    private void order(Order order) throws IOException {
      out.writeLong(order.id().getMostSignificantBits());
      out.writeLong(order.id().getLeastSignificantBits());
      customer(order.customer());
      out.writeLong(order.placed().getEpochSecond());
      out.writeInt(order.placed().getNano());
      out.writeLong(order.due().toEpochDay());
      out.writeByte(order.status().ordinal());
      lines(order.lines());
      steps(order.steps());
      attributes(order.attributes());
    }

    private void customer(Customer customer) throws IOException {
      if (isNew(customer)) {
        out.writeLong(customer.id());
        out.writeUTF(customer.name());
        out.writeUTF(customer.email());
        out.writeLong(customer.since().toEpochDay());
      }
    }

    private void lines(List<Line> lines) throws IOException {
      out.writeInt(lines.size());
      for (Line line : lines) {
        word(line.product());
        out.writeInt(line.quantity());
        out.writeLong(line.price().cents());
        word(line.price().currency());
        out.writeInt(line.tags().size());
        for (String tag : line.tags()) {
          word(tag);
        }
      }
    }

    private void steps(Steps steps) throws IOException {
      out.writeInt(steps.minutes().length);
      for (int each : steps.minutes()) {
        out.writeInt(each);
      }
    }

    private void attributes(Map<String, String> attributes) throws IOException {
      out.writeInt(attributes.size());
      for (Map.Entry<String, String> each : attributes.entrySet()) {
        word(each.getKey());
        word(each.getValue());
      }
    }

    private void word(String word) throws IOException {
      if (isNew(word)) {
        out.writeUTF(word);
      }
    }

    private boolean isNew(Object shared) throws IOException {
      Integer number = numbers.putIfAbsent(shared, numbers.size());
      out.writeInt(number == null ? numbers.size() - 1 : number);
      return number == null;
    }
  }

  private static final class Reader {
    private final DataInputStream in;
    private final List<Object> shared = new ArrayList<>();

    Reader(DataInputStream in) {
      this.in = in;
    }

    OrderBook book() throws IOException {
      Map<String, Order> orders = new HashMap<>();
      for (int left = in.readInt(); left > 0; left--) {
        orders.put(in.readUTF(), order());
      }
      return new OrderBook(orders);
    }

    private Order order() throws IOException {
      return new Order(
          new UUID(in.readLong(), in.readLong()),
          customer(),
          Instant.ofEpochSecond(in.readLong(), in.readInt()),
          LocalDate.ofEpochDay(in.readLong()),
          STATUSES[in.readByte()],
          lines(),
          steps(),
          attributes());
    }

    private Customer customer() throws IOException {
      int number = in.readInt();
      if (number == shared.size()) {
        shared.add(
            new Customer(
                in.readLong(), in.readUTF(), in.readUTF(), LocalDate.ofEpochDay(in.readLong())));
      }
      return (Customer) shared.get(number);
    }

    private List<Line> lines() throws IOException {
      List<Line> lines = new ArrayList<>();
      for (int left = in.readInt(); left > 0; left--) {
        lines.add(new Line(word(), in.readInt(), new Money(in.readLong(), word()), words()));
      }
      return lines;
    }

    private List<String> words() throws IOException {
      List<String> words = new ArrayList<>();
      for (int left = in.readInt(); left > 0; left--) {
        words.add(word());
      }
      return words;
    }

    private Steps steps() throws IOException {
      int[] minutes = new int[in.readInt()];
      for (int i = 0; i < minutes.length; i++) {
        minutes[i] = in.readInt();
      }
      return new Steps(minutes);
    }

    private Map<String, String> attributes() throws IOException {
      Map<String, String> attributes = new HashMap<>();
      for (int left = in.readInt(); left > 0; left--) {
        attributes.put(word(), word());
      }
      return attributes;
    }

    private String word() throws IOException {
      int number = in.readInt();
      if (number == shared.size()) {
        shared.add(in.readUTF());
      }
      return (String) shared.get(number);
    }
  }
}
