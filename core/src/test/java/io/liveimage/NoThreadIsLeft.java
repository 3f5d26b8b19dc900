package io.liveimage;

import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Fails a test after which a thread of ours goes on running. */
final class NoThreadIsLeft implements BeforeEachCallback, AfterEachCallback {
  private List<Thread> before = List.of();

  /** What an earlier test has left is told of that one only. */
  @Override
  public void beforeEach(ExtensionContext context) {
    before = ours();
  }

  @Override
  public void afterEach(ExtensionContext context) {
    await("the end of all threads of LiveImage")
        .atMost(Background.LIMIT)
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(5))
        .until(() -> before.containsAll(ours()));
  }

  private static List<Thread> ours() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().startsWith("liveimage"))
        .toList();
  }
}
