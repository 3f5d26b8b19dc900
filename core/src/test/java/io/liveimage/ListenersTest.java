package io.liveimage;

import static org.assertj.core.api.Assertions.assertThat;

import io.liveimage.LifecycleEvent.StopBegan;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class ListenersTest {
  private final Listeners listeners = new Listeners();
  private final List<String> heard = new CopyOnWriteArrayList<>();

  private static LifecycleEvent event(String name) {
    return new StopBegan(StopRequest.by(name));
  }

  private static String name(LifecycleEvent event) {
    return ((StopBegan) event).request().requestedBy();
  }

  @Test
  void anEventThatAListenerCausesIsToldAfterThisOneToAll() {
    listeners.add(
        event -> {
          if (name(event).equals("first")) {
            listeners.tell(event("second"));
          }
          heard.add("one " + name(event));
        });
    listeners.add(event -> heard.add("two " + name(event)));

    listeners.tell(event("first"));

    assertThat(heard).containsExactly("one first", "two first", "one second", "two second");
  }

  @Test
  void oneEventIsToldAtATimeAndNobodyWaitsForAListenerOfAnother() throws Exception {
    CountDownLatch inside = new CountDownLatch(1);
    CountDownLatch leave = new CountDownLatch(1);
    listeners.add(
        event -> {
          heard.add("begin " + name(event));
          inside.countDown();
          awaitUnchecked(leave);
          heard.add("end " + name(event));
        });
    Background<Void> first = Background.run(() -> listeners.tell(event("first")));
    Background.awaitLatch(inside);

    listeners.tell(event("second"));
    assertThat(heard).containsExactly("begin first");
    leave.countDown();
    first.get();

    assertThat(heard).containsExactly("begin first", "end first", "begin second", "end second");
  }

  private static void awaitUnchecked(CountDownLatch latch) {
    try {
      Background.awaitLatch(latch);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void aListenerThatThrowsKeepsNothingFromTheOthers() {
    listeners.add(
        event -> {
          throw new NoClassDefFoundError("gone");
        });
    listeners.add(event -> heard.add(name(event)));

    listeners.tell(event("first"));
    listeners.tell(event("second"));

    assertThat(heard).containsExactly("first", "second");
  }
}
