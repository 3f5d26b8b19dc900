package io.liveimage.benchmarks.image;

import java.io.Serializable;

/**
 * An event: money that is moved.
 *
 * @param id its number
 * @param account whose money
 * @param cents how much
 * @param text what for
 */
record Booking(long id, String account, long cents, String text) implements Serializable {
  private static final int ACCOUNTS = 1_000;

  /** Makes the booking of a number. */
  static Booking of(long id) {
    return new Booking(
        id, "account-" + id % ACCOUNTS, id * 7 % 100_000, "Invoice " + id + ", thank you");
  }
}
