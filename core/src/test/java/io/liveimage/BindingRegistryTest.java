package io.liveimage;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class BindingRegistryTest {
  private final BindingRegistry registry = new BindingRegistry();
  private final List<String> seen = new CopyOnWriteArrayList<>();

  @Test
  void aReceiverGetsWhatIsBoundAndWhatWillBe() {
    registry.bind("a", 1);
    registry.forEach((name, value) -> seen.add(name + value));
    registry.bind("b", 2);
    registry.bind("a", 3);

    assertThat(seen).containsExactly("a1", "b2", "a3");
  }

  @Test
  void aNameIsTakenByTheObjectItStandsFor() {
    Object first = new Object();
    registry.bind("a", first);

    assertThat(registry.isTakenByOther("a", first)).isFalse();
    assertThat(registry.isTakenByOther("a", new Object())).isTrue();
    assertThat(registry.isTakenByOther("b", first)).isFalse();
  }

  @Test
  void aReceiverThatThrowsKeepsNothingFromTheOthers() {
    registry.forEach(
        (name, value) -> {
          throw new LinkageError("no");
        });
    registry.forEach((name, value) -> seen.add(name));

    registry.bind("a", 1);
    registry.bind("b", 1);

    assertThat(seen).containsExactly("a", "b");
  }

  @Test
  void aReceiverMayWaitForCodeThatBinds() throws Exception {
    CountDownLatch receiving = new CountDownLatch(1);
    CountDownLatch bound = new CountDownLatch(1);
    registry.forEach(
        (name, value) -> {
          receiving.countDown();
          awaitUnchecked(bound);
          seen.add(name);
        });
    Background<Void> first = Background.run(() -> registry.bind("first", 1));
    Background.awaitLatch(receiving);

    registry.bind("second", 2);
    bound.countDown();
    first.get();

    assertThat(seen).containsExactly("first", "second");
  }

  private static void awaitUnchecked(CountDownLatch latch) {
    try {
      Background.awaitLatch(latch);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
