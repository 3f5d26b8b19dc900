package io.liveimage.benchmarks.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class OrderBookTest {
  @Test
  void manyBooksHaveTheOrdersOfOneBook() {
    Map<String, OrderBook.Order> orders = new HashMap<>();

    List<OrderBook> books = OrderBook.books(3, 100);
    books.forEach(book -> orders.putAll(book.orders()));

    assertThat(books).hasSize(3);
    assertThat(orders).isEqualTo(OrderBook.books(1, 100).get(0).orders()).hasSize(100);
  }

  @Test
  void ordersShareTheirCustomers() {
    OrderBook book = OrderBook.books(1, 800).get(0);

    long customers =
        book.orders().values().stream().map(OrderBook.Order::customer).distinct().count();

    assertThat(customers).isLessThan(120);
  }
}
