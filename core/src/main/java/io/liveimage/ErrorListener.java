package io.liveimage;

/**
 * Hears of everything that goes wrong in a host and is not thrown to anybody: the place to hook an
 * error tracker such as Sentry. Called on the thread on which it went wrong, possibly by several at
 * once; must return soon. What it throws is logged and changes nothing.
 */
@FunctionalInterface
public interface ErrorListener {
  /**
   * Takes an error.
   *
   * @param error what went wrong
   */
  void on(HostError error);
}
