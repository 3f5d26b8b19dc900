package io.liveimage;

import java.time.Duration;

/** What a process still says before it ends; it ends even if it cannot say it. */
final class LastWords {
  private static final Duration LIMIT = Duration.ofSeconds(5);

  private LastWords() {}

  /** Halts when they are said; words that are no new object can be said without memory. */
  static void thenHalt(int exitCode, Runnable words) {
    try {
      say(words);
    } finally {
      Runtime.getRuntime().halt(exitCode);
    }
  }

  /** Says the words on a thread of their own: what hangs may be the log, a listener or the disk. */
  static void say(Runnable words) {
    try {
      Thread speaker = new Thread(words, "liveimage-last-words");
      speaker.setDaemon(true);
      speaker.start();
      speaker.join(LIMIT.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (OutOfMemoryError e) {
      // no thread, no memory: ending is all that is left
    }
  }
}
