package io.liveimage.repl.terminal;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** How snippets tell a test that they ran. */
public final class Marks {
  private static final Map<String, CountDownLatch> reached = new ConcurrentHashMap<>();

  private Marks() {}

  /** Called by snippets. */
  public static void reach(String mark) {
    latch(mark).countDown();
  }

  /** Called by snippets: waits for the test, or for another snippet. */
  public static void await(String mark) throws InterruptedException {
    if (!latch(mark).await(30, TimeUnit.SECONDS)) {
      throw new IllegalStateException("Nobody reached " + mark);
    }
  }

  public static boolean isReached(String mark) {
    return latch(mark).getCount() == 0;
  }

  private static CountDownLatch latch(String mark) {
    return reached.computeIfAbsent(mark, any -> new CountDownLatch(1));
  }

  /** The source of a call. */
  public static String reaching(String mark) {
    return "io.liveimage.repl.terminal.Marks.reach(\"" + mark + "\");";
  }

  public static String awaiting(String mark) {
    return "io.liveimage.repl.terminal.Marks.await(\"" + mark + "\");";
  }
}
