package io.liveimage.benchmarks.image;

import java.io.Serializable;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;

/**
 * The state of a shop, as records without cycles; orders share customers, products and words.
 * 187,000 orders are 100 MB when Java serializes them.
 *
 * @param orders by their number
 */
record OrderBook(Map<String, Order> orders) implements Serializable {
  static final int ORDERS_OF_100_MB = 187_000;

  private static final int ORDERS_OF_A_CUSTOMER = 8;
  private static final int LINES = 5;

  enum Status {
    PLACED,
    PAID,
    PACKED,
    SHIPPED,
    RETURNED
  }

  record Customer(long id, String name, String email, LocalDate since) implements Serializable {}

  record Money(long cents, String currency) implements Serializable {}

  record Line(String product, int quantity, Money price, List<String> tags)
      implements Serializable {}

  /** How many minutes each step took. */
  record Steps(int[] minutes) implements Serializable {
    @Override
    public boolean equals(Object other) {
      return other instanceof Steps that && Arrays.equals(minutes, that.minutes);
    }

    @Override
    public int hashCode() {
      return Arrays.hashCode(minutes);
    }
  }

  record Order(
      UUID id,
      Customer customer,
      Instant placed,
      LocalDate due,
      Status status,
      List<Line> lines,
      Steps steps,
      Map<String, String> attributes)
      implements Serializable {}

  /** Makes as many books as asked for, which together have as many orders, always the same ones. */
  static List<OrderBook> books(int books, int orders) {
    Shop shop = new Shop(orders);
    List<OrderBook> made = new ArrayList<>();
    for (int i = 0; i < books; i++) {
      made.add(shop.book(orders * i / books, orders * (i + 1) / books));
    }
    return made;
  }

  private static final class Shop {
    private static final Instant OPENING = Instant.parse("2020-02-29T08:00:00Z");
    private static final List<String> TAGS = words("tag", 50);
    private static final List<String> VALUES = words("value", 500);

    private final Random random = new Random(4);
    private final List<String> products = words("product", 5_000);
    private final List<Customer> customers = new ArrayList<>();

    Shop(int orders) {
      for (int id = 0; id <= orders / ORDERS_OF_A_CUSTOMER; id++) {
        LocalDate since = LocalDate.of(2015, 1, 1).plusDays(random.nextInt(3_000));
        customers.add(new Customer(id, "Customer " + id, "customer" + id + "@example.org", since));
      }
    }

    private static List<String> words(String word, int count) {
      List<String> words = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        words.add(word + "-" + i);
      }
      return words;
    }

    OrderBook book(int from, int to) {
      Map<String, Order> orders = new HashMap<>();
      for (int number = from; number < to; number++) {
        orders.put("2026-" + number, order());
      }
      return new OrderBook(orders);
    }

    private Order order() {
      Instant placed = OPENING.plus(Duration.ofMillis(random.nextInt()));
      return new Order(
          new UUID(random.nextLong(), random.nextLong()),
          any(customers),
          placed,
          LocalDate.of(2026, 1, 1).plusDays(random.nextInt(300)),
          any(List.of(Status.values())),
          lines(),
          new Steps(random.ints(6, 0, 10_000).toArray()),
          attributes());
    }

    private List<Line> lines() {
      List<Line> lines = new ArrayList<>();
      for (int i = 0; i < LINES; i++) {
        Money price = new Money(random.nextInt(100_000), "EUR");
        List<String> tags = new ArrayList<>(List.of(any(TAGS), any(TAGS)));
        lines.add(new Line(any(products), 1 + random.nextInt(9), price, tags));
      }
      return lines;
    }

    private Map<String, String> attributes() {
      return new HashMap<>(Map.of("channel", any(VALUES), "campaign", any(VALUES)));
    }

    private <T> T any(List<T> list) {
      return list.get(random.nextInt(list.size()));
    }
  }
}
