package io.liveimage;

import static java.util.Objects.requireNonNull;

/**
 * What a health check found.
 *
 * @param isUp whether all is well
 * @param detail what a person wants to know about it, in a few words; may be empty
 */
public record Health(boolean isUp, String detail) {
  private static final Health UP = new Health(true, "");

  /**
   * Checks that nothing is null.
   *
   * @param isUp whether all is well
   * @param detail what a person wants to know about it
   */
  public Health {
    requireNonNull(detail, "detail");
  }

  /**
   * Returns that all is well.
   *
   * @return the finding, without a detail
   */
  public static Health up() {
    return UP;
  }

  /**
   * Returns that all is well, and a detail.
   *
   * @param detail such as {@code 3 of 10 connections in use}
   * @return the finding
   */
  public static Health up(String detail) {
    return new Health(true, detail);
  }

  /**
   * Returns that something is wrong.
   *
   * @param detail what it is
   * @return the finding
   */
  public static Health down(String detail) {
    return new Health(false, detail);
  }
}
