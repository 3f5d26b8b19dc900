package io.liveimage;

import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Fails a test after which a thread of ours goes on running. */
final class NoThreadIsLeft implements AfterEachCallback {
  @Override
  public void afterEach(ExtensionContext context) {
    await("the end of all threads of LiveImage")
        .atMost(Background.LIMIT)
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(5))
        .until(() -> ours().isEmpty());
  }

  private static List<String> ours() {
    return Thread.getAllStackTraces().keySet().stream()
        .map(Thread::getName)
        .filter(name -> name.startsWith("liveimage"))
        .toList();
  }
}
