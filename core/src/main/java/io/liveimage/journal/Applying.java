package io.liveimage.journal;

import org.jspecify.annotations.Nullable;

/**
 * The journal whose event this thread applies at this moment: what that brings about is part of it.
 */
final class Applying {
  private static final ThreadLocal<@Nullable String> JOURNAL = new ThreadLocal<>();

  private Applying() {}

  static void run(String journal, Runnable apply) {
    String before = JOURNAL.get();
    JOURNAL.set(journal);
    try {
      apply.run();
    } finally {
      JOURNAL.set(before);
    }
  }

  /**
   * Requires that no event is applied here: what would be appended meanwhile, to whatever journal,
   * would happen a second time when both are applied at the next start.
   *
   * @throws IllegalStateException if one is
   */
  static void requireNone(String appended) {
    String journal = JOURNAL.get();
    if (journal != null) {
      throw new IllegalStateException(
          ("Journal %s: an event is appended while one of journal %s is applied, in the same thread;"
                  + " what an event brings about is part of applying it")
              .formatted(appended, journal));
    }
  }
}
