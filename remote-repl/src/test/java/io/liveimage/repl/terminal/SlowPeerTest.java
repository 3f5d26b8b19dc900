package io.liveimage.repl.terminal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Peers that do not read, write too much, or go in the middle of something. */
class SlowPeerTest {
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static Host host;

  @BeforeAll
  static void startHost(@TempDir Path home) throws IOException {
    host = Host.start(home);
  }

  @AfterAll
  static void stopHost() {
    host.close();
  }

  @Test
  void endlessOutputWaitsForItsReaderAndBlocksNobodyElse() throws IOException {
    try (Caller deaf = host.call();
        Caller other = host.call()) {
      deaf.send("while (true) System.out.println(\"endless \".repeat(1000));\n");
      await().atMost(PATIENCE).until(SlowPeerTest::isWriterWaiting);

      assertThat(other.ask("1 + 1")).isEqualTo("==> 2\n");
      assertThat(isWriterWaiting()).isTrue();
    }
    awaitNoSession();
  }

  @Test
  void hugeOutputArrivesWholeAtASlowReader() throws IOException {
    try (Caller slow = host.call()) {
      slow.send("System.out.write(new byte[20_000_000]); \"end\"\n");
      await().atMost(PATIENCE).until(SlowPeerTest::isWriterWaiting);

      String answer = slow.endInput().readToEnd();

      assertThat(answer).hasSize(20_000_000 + "==> \"end\"\nlive> \n".length());
      assertThat(answer).endsWith("\0==> \"end\"\nlive> \n");
    }
  }

  @Test
  void loopThatPrintsEndsWithItsPeerAndDoesNotPrintToTheHost() throws IOException {
    PrintStream hosts = System.out;
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    System.setOut(new PrintStream(printed, true));
    try {
      try (Caller gone = host.call()) {
        gone.send(
            "try { while (true) { System.out.println(\"still here\"); Thread.sleep(1); } }"
                + " catch (InterruptedException e) { System.out.println(\"interrupted\"); }"
                + " finally { %s }\n".formatted(Marks.reaching("loop ended")));
        gone.readTo("still here\nstill here\n");
      }
      await().atMost(PATIENCE).until(() -> Marks.isReached("loop ended"));
      awaitNoSession();
    } finally {
      System.setOut(hosts);
    }
    assertThat(printed.toString()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"closed", "reset"})
  void evaluationIsInterruptedWhenItsPeerIsGone(String how) throws IOException {
    Caller gone = host.call();
    gone.send(
        "try { %s Thread.sleep(60_000); } catch (InterruptedException e) { %s }\n"
            .formatted(Marks.reaching(how + ", it runs"), Marks.reaching(how + ", it ends")));
    await().atMost(PATIENCE).until(() -> Marks.isReached(how + ", it runs"));

    if (how.equals("reset")) {
      gone.reset();
    } else {
      gone.close();
    }

    await().atMost(PATIENCE).until(() -> Marks.isReached(how + ", it ends"));
    awaitNoSession();
  }

  @Test
  void evaluationGoesOnForAPeerThatOnlySendsNothingMore() throws IOException {
    try (Caller waits = host.call()) {
      waits.send("Thread.sleep(2_500); \"done\"\n").endInput();

      assertThat(waits.readToEnd()).isEqualTo("==> \"done\"\nlive> \n");
    }
  }

  @Test
  void whatAClosedConnectionLeftUnreadIsNotEvaluated() throws IOException {
    Caller gone = host.call();
    gone.send(Marks.awaiting("peer is gone") + "\n" + Marks.reaching("line after") + "\n");

    gone.reset();

    awaitNoSession();
    assertThat(Marks.isReached("line after")).isFalse();
  }

  @Test
  void threadThatASnippetStartedOutlivesItsConnection() throws IOException {
    try (Caller caller = host.call()) {
      caller.ask("void late() throws Exception { " + Marks.awaiting("session ended") + " }");
      caller.ask(
          "new Thread(() -> { try { late(); System.out.print(' '); %s } catch (Exception e) { } })"
                  .formatted(Marks.reaching("thread printed"))
              + ".start()");
    }
    awaitNoSession();

    Marks.reach("session ended");

    await().atMost(PATIENCE).until(() -> Marks.isReached("thread printed"));
  }

  @Test
  void peerThatWritesFasterThanItIsServedIsNotReadOn() throws Exception {
    try (Caller busy = host.call()) {
      busy.send(Marks.reaching("busy") + Marks.awaiting("flood is over") + "\n");
      await().atMost(PATIENCE).until(() -> Marks.isReached("busy"));
      Thread flood = new Thread(() -> write(busy, "// flood ".repeat(5_000) + "\n", 400), "flood");
      flood.start();
      await().atMost(PATIENCE).until(() -> isBlockedInWrite(flood));

      Marks.reach("flood is over");

      flood.join(PATIENCE.toMillis());
      assertThat(flood.isAlive()).isFalse();
      busy.send("\"after the flood\"\n");
      busy.readTo("==> \"after the flood\"\n");
    }
  }

  private static void write(Caller caller, String line, int times) {
    try {
      for (int i = 0; i < times; i++) {
        caller.send(line);
      }
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /** A native call counts as running: it is blocked when it stays at the same place for a while. */
  private static boolean isBlockedInWrite(Thread thread) throws InterruptedException {
    thread.join(500);
    return Arrays.stream(thread.getStackTrace())
        .anyMatch(frame -> frame.getMethodName().contains("implWrite"));
  }

  private static boolean isWriterWaiting() {
    return Thread.getAllStackTraces().entrySet().stream().anyMatch(SlowPeerTest::isWriterWaiting);
  }

  private static boolean isWriterWaiting(Map.Entry<Thread, StackTraceElement[]> thread) {
    return thread.getKey().getState() == Thread.State.WAITING
        && Arrays.stream(thread.getValue())
            .anyMatch(frame -> frame.getMethodName().equals("awaitWritable"));
  }

  private static void awaitNoSession() {
    await().atMost(PATIENCE).untilAsserted(() -> assertThat(Host.sessionThreads()).isEmpty());
  }
}
