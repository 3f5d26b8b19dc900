package io.liveimage.repl.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class ConcurrencyTest {
  private static Prompt prompt;
  private static ExecutorService sessions;

  @BeforeAll
  static void open() {
    prompt = Prompt.open();
    sessions = Executors.newCachedThreadPool();
  }

  @AfterAll
  static void close() throws InterruptedException {
    sessions.shutdownNow();
    assertThat(sessions.awaitTermination(20, TimeUnit.SECONDS)).isTrue();
    prompt.close();
  }

  @Test
  void aSnippetThatSleepsKeepsNobodyWaiting() throws Exception {
    Semaphore goesOn = meeting("sleeper");
    Future<Object> sleeper = sessions.submit(() -> prompt.value(meet("sleeper") + " 11"));
    awaitRunning("sleeper");

    prompt.evaluate("int other = 5; int doubled() { return 2 * other; }");
    Object meanwhile = prompt.value("doubled()");

    assertThat(meanwhile).isEqualTo(10);
    assertThat(sleeper).isNotDone();
    goesOn.release();
    assertThat(sleeper.get(20, TimeUnit.SECONDS)).isEqualTo(11);
  }

  @Test
  void aVariableThatIsStillBeingComputedCanBeRedefined() throws Exception {
    Semaphore goesOn = meeting("slow");
    prompt.evaluate("int slow() throws Exception { " + meetCall("slow") + " return 1; }");
    Future<Object> first = sessions.submit(() -> prompt.value("int contended = slow();"));
    awaitRunning("slow");

    prompt.evaluate("int contended = 2;");
    goesOn.release();

    assertThat(first.get(20, TimeUnit.SECONDS)).isEqualTo(1);
    assertThat(prompt.value("contended")).isEqualTo(2);
  }

  @Test
  void closingLetsARunningSnippetFinish() throws Exception {
    Prompt closing = Prompt.open();
    Semaphore goesOn = meeting("last");
    Future<Object> last = sessions.submit(() -> closing.value(meet("last") + " 12"));
    awaitRunning("last");

    closing.close();
    goesOn.release();

    assertThat(last.get(20, TimeUnit.SECONDS)).isEqualTo(12);
  }

  @Test
  void fourSessionsLoseNothing() throws Exception {
    List<Callable<Integer>> work = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      int session = i;
      work.add(() -> define(session, 50));
    }

    for (Future<Integer> done : sessions.invokeAll(work, 120, TimeUnit.SECONDS)) {
      assertThat(done.get()).isEqualTo(50);
    }

    assertThat(prompt.engine.list())
        .filteredOn(definition -> definition.name().matches("v\\d_\\d+"))
        .hasSize(200);
    assertThat(prompt.value("v0_49 + v1_49 + v2_49 + v3_49")).isEqualTo(4 * 49 + 6000);
  }

  private static int define(int session, int count) {
    int right = 0;
    for (int i = 0; i < count; i++) {
      int value = 1000 * session + i;
      Object defined = prompt.value("int v" + session + "_" + i + " = " + value + ";");
      right += defined.equals(value) ? 1 : 0;
    }
    return right;
  }

  private static Semaphore meeting(String name) {
    Semaphore goesOn = new Semaphore(0);
    Prompt.SHARED.put(name + " runs", new Semaphore(0));
    Prompt.SHARED.put(name + " goes on", goesOn);
    return goesOn;
  }

  private static void awaitRunning(String name) throws InterruptedException {
    Semaphore runs = (Semaphore) Prompt.SHARED.get(name + " runs");
    assertThat(runs.tryAcquire(20, TimeUnit.SECONDS)).isTrue();
  }

  private static String meetCall(String name) {
    return "io.liveimage.repl.engine.Prompt.meet(\"" + name + "\");";
  }

  /** An expression that waits and has the value that is written after it. */
  private static String meet(String name) {
    return "((Callable<Integer>) () -> { " + meetCall(name) + " return 0; }).call() +";
  }
}
