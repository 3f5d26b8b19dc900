package io.liveimage.systemd;

import java.time.Duration;

/** Where notices are left for systemd. Thread-safe; nobody waits for one to be brought. */
interface Outbox {
  /** Leaves a notice; it comes after those left before. */
  void send(Notice notice);

  /** Sends a notice now and again and again, until what is returned is run. */
  Runnable repeat(Notice notice, Duration period);

  /** Brings what is left, for a short time, and takes nothing more. A second call does nothing. */
  void close();
}
