package io.liveimage.killport;

import java.time.Duration;

/**
 * How long the kill port waits for its clients.
 *
 * @param toCancel for a silent client to go away again before its connection stops the host
 * @param toType for a client to send a whole command
 * @param toLeave for a client to take what the socket has no room for
 * @param toHangUp for a client to read its last lines and close its end
 */
record Patience(Duration toCancel, Duration toType, Duration toLeave, Duration toHangUp) {
  static final Patience USUAL =
      new Patience(
          Duration.ofMillis(300),
          Duration.ofSeconds(30),
          Duration.ofSeconds(1),
          Duration.ofMillis(250));
}
