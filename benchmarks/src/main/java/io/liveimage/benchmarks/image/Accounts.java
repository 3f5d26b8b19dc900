package io.liveimage.benchmarks.image;

import java.io.Serializable;
import java.util.HashMap;

/** The state that bookings change; not safe for use by several threads. */
final class Accounts implements Serializable {
  private static final long serialVersionUID = 1L;

  private final HashMap<String, Long> cents = new HashMap<>();

  void book(Booking booking) {
    cents.merge(booking.account(), booking.cents(), Long::sum);
  }
}
