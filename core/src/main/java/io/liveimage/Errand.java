package io.liveimage;

import org.jspecify.annotations.Nullable;

/**
 * Work that a thread does for another, which waits for it: what that may not wait for, it may not.
 */
final class Errand implements Runnable {
  private static final ThreadLocal<@Nullable Thread> PRINCIPAL = new ThreadLocal<>();

  private final Thread principal = Thread.currentThread();
  private final Runnable work;

  Errand(Runnable work) {
    this.work = work;
  }

  /** Whether this thread is that one, or works for it. */
  static boolean isFor(@Nullable Thread thread) {
    return thread != null && (thread == Thread.currentThread() || thread == PRINCIPAL.get());
  }

  @Override
  public void run() {
    Thread before = PRINCIPAL.get();
    PRINCIPAL.set(principal);
    try {
      work.run();
    } finally {
      PRINCIPAL.set(before);
    }
  }
}
