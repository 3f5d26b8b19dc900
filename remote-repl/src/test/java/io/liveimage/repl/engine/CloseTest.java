package io.liveimage.repl.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.lang.ref.WeakReference;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class CloseTest {

  @Test
  void everyClassOfSnippetsIsFreedByClose() {
    Prompt prompt = Prompt.open();
    WeakReference<ClassLoader> loader = new WeakReference<>(use(prompt));

    prompt.close();

    await()
        .atMost(Duration.ofSeconds(30))
        .pollInterval(Duration.ofMillis(100))
        .until(
            () -> {
              System.gc();
              return loader.refersTo(null);
            });
    assertThat(prompt.engine).isNotNull();
  }

  @Test
  void theValueOfAnExpressionIsFreedWhileTheImageLivesOn() {
    try (Prompt prompt = Prompt.open()) {
      WeakReference<Object> value = new WeakReference<>(prompt.value("new int[1000]"));

      await()
          .atMost(Duration.ofSeconds(30))
          .pollInterval(Duration.ofMillis(100))
          .until(
              () -> {
                System.gc();
                return value.refersTo(null);
              });
    }
  }

  private static ClassLoader use(Prompt prompt) {
    prompt.engine.bind("bound", new StringBuilder("bound"));
    prompt.evaluate("class Kept { Kept() { System.out.print(bound); } }\nvar kept = new Kept();");
    for (int i = 0; i < 198; i++) {
      prompt.evaluate("kept.hashCode() + " + i);
    }
    Object kept = prompt.value("kept");
    return kept.getClass().getClassLoader();
  }
}
