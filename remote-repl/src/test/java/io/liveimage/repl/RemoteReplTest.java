package io.liveimage.repl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.liveimage.Component;
import io.liveimage.Lifecycle;
import io.liveimage.LifecycleException;
import io.liveimage.StopRequest;
import io.liveimage.repl.terminal.Caller;
import io.liveimage.repl.terminal.Host;
import io.liveimage.repl.terminal.Marks;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The REPL in the life of its host. */
@Timeout(120)
class RemoteReplTest {
  private static final long PATIENCE_SECONDS = 60;

  @TempDir Path home;

  @Test
  void definitionsAreThereInTheNextHost() throws Exception {
    try (Host host = Host.start(home);
        Caller caller = host.call()) {
      caller.ask("int twice(int n) { return 2 * n; }");
      caller.ask("int x = twice(21)");
      caller.ask("import java.util.zip.CRC32");
    }

    try (Host host = Host.start(home);
        Caller caller = host.call()) {
      assertThat(caller.ask("x")).isEqualTo("x ==> 42\n");
      assertThat(caller.ask("twice(4)")).isEqualTo("==> 8\n");
      assertThat(caller.ask("new CRC32().getValue()")).isEqualTo("==> 0\n");
    }
  }

  @Test
  void opensItsEventLoopForTheFirstConnection() throws Exception {
    try (Host host = Host.start(home)) {
      assertThat(Host.threads()).containsExactly("liveimage-repl-wait");

      try (Caller caller = host.call()) {
        assertThat(caller.ask("1 + 1")).isEqualTo("==> 2\n");
      }

      await().untilAsserted(() -> assertThat(Host.threads()).doesNotContain("liveimage-repl-wait"));
      assertThat(Host.threads()).anyMatch(name -> name.startsWith("liveimage-repl-io"));
    }
  }

  @Test
  void getsReadyInTheBackgroundWhenTheHostRuns() throws Exception {
    try (Host host = Host.start(home, builder -> builder.set("liveimage.repl.warmup", "idle"))) {
      await()
          .atMost(Duration.ofSeconds(PATIENCE_SECONDS))
          .untilAsserted(
              () ->
                  assertThat(Host.threads())
                      .anyMatch(name -> name.startsWith("liveimage-repl-io"))
                      .doesNotContain("liveimage-repl-wait", "liveimage-repl-warmup"));

      try (Caller caller = host.call()) {
        assertThat(caller.ask("1 + 1")).isEqualTo("==> 2\n");
      }
    }
  }

  @Test
  void opensItsEngineForTheFirstEvaluationWhenItMayNotWarmUp() throws Exception {
    try (Host host = Host.start(home, builder -> builder.set("liveimage.repl.warmup", "off"));
        Caller caller = host.call()) {
      assertThat(caller.ask("1 + 1")).isEqualTo("==> 2\n");
    }
  }

  @Test
  void aStopDuringTheWarmUpLeavesNothingBehind() throws Exception {
    for (int round = 0; round < 3; round++) {
      Host.start(home, builder -> builder.set("liveimage.repl.warmup", "idle")).close();
    }
  }

  @Test
  void anUnknownWarmUpIsAConfigurationError() {
    assertThatThrownBy(
            () -> Host.start(home, builder -> builder.set("liveimage.repl.warmup", "soon")))
        .isInstanceOfSatisfying(
            LifecycleException.class, failure -> assertThat(failure.exitCode()).isEqualTo(78))
        .hasMessageContaining("liveimage.repl.warmup is \"soon\"")
        .hasMessageContaining("Expected idle, accept or off");
  }

  @Test
  void definitionWaitsForABindingThatIsMadeLate() throws Exception {
    try (Host host = Host.start(home);
        Caller caller = host.call()) {
      host.lifecycle().bind("late", new StringBuilder("abc"));
      assertThat(caller.ask("int length() { return late.length(); }")).contains("created");
    }

    try (Host host = Host.start(home);
        Caller caller = host.call()) {
      assertThat(caller.ask("/list")).contains("|  method length()\n", "|    waits: ");
      assertThat(caller.ask("length()")).contains("|  ").doesNotContain("==>");

      host.lifecycle().bind("late", new StringBuilder("abcd"));

      assertThat(caller.ask("length()")).isEqualTo("==> 4\n");
      assertThat(caller.ask("/list")).doesNotContain("waits");
    }
  }

  @Test
  void definitionsStayInTheImageAsTheyAreWhenReplayIsOff() throws Exception {
    try (Host host = Host.start(home);
        Caller caller = host.call()) {
      caller.ask("int kept() { return 1; }");
    }
    byte[] before = Files.readAllBytes(image("0000001").resolve("repl.jsh"));

    try (Host host = Host.start(home, builder -> builder.set("liveimage.repl.replay", "off"));
        Caller caller = host.call()) {
      assertThat(caller.ask("/list")).isEqualTo("|  None.\n");
      caller.ask("int lost() { return 1; }");
    }

    assertThat(image("0000002").resolve("repl.jsh")).hasBinaryContent(before);
  }

  @Test
  void takenPortIsNamedWithItsSetting() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String port = String.valueOf(taken.getLocalPort());

      assertThatThrownBy(
              () -> Host.start(home, builder -> builder.set("liveimage.repl.port", port)))
          .isInstanceOf(LifecycleException.class)
          .hasMessageStartingWith("REPL port " + port + " cannot be opened on loopback (")
          .hasMessageEndingWith(
              "Set liveimage.repl.port (LIVEIMAGE_REPL_PORT) to another port, 0 for any free one,"
                  + " or off.");
      assertThat(Host.threads()).isEmpty();
    }
  }

  @Test
  void closedHostLeavesNeitherThreadNorPort() throws Exception {
    int port;
    try (Host host = Host.start(home);
        Caller caller = host.call()) {
      port = Integer.parseInt(Files.readString(home.resolve("repl.port")).strip());
      caller.ask("1");
      host.close(); // checks the threads

      assertThat(caller.readToEnd()).isEqualTo("\n|  tested is stopped. Goodbye.\n");
    }
    assertThatThrownBy(() -> new Socket(InetAddress.getLoopbackAddress(), port).close())
        .hasMessageContaining("refused");
    assertThat(home.resolve("repl.port")).doesNotExist();
  }

  @Test
  void noReplIsOpenedWhenItIsOff() {
    try (Lifecycle off = Lifecycle.forTest(home).start()) {
      assertThat(off.home().resolve("repl.port")).doesNotExist();
      assertThat(Host.threads()).isEmpty();
    }
  }

  @Test
  void stopWaitsNeitherForAnEvaluationNorForAPeerThatDoesNotRead() throws Exception {
    try (Host host = Host.start(home);
        Caller busy = host.call();
        Caller deaf = host.call();
        Caller other = host.call()) {
      other.ask("int defined = 1");
      busy.send(Marks.reaching("busy") + " Thread.sleep(60_000);\n");
      deaf.send(
          Marks.reaching("deaf") + " while (true) System.out.println(\"x\".repeat(9_999));\n");
      Marks.await("busy");
      Marks.await("deaf");

      stop(host);

      assertThat(other.readToEnd()).isEqualTo("\n|  tested is stopped. Goodbye.\n");
    }
    assertThat(image("0000001").resolve("repl.jsh")).content().contains("int defined");
  }

  @Test
  void evaluationThatTheStopWaitsForGoesNoFurtherThanItsStatement() throws Exception {
    try (Host host = Host.start(home);
        Caller caller = host.call();
        Caller other = host.call()) {
      caller.send(
          "{ %s %s } int tooLate = 1;\n"
              .formatted(Marks.reaching("stop now"), Marks.awaiting("gate is closed")));
      Marks.await("stop now");
      host.lifecycle().requestStop(StopRequest.by("test"));
      await().until(() -> other.ask("1").contains("nothing is evaluated any more"));

      Marks.reach("gate is closed");

      assertThat(caller.readToEnd())
          .contains("|  The host is being stopped; what was defined last may be missing")
          .doesNotContain("tooLate");
    }
    assertThat(image("0000001").resolve("repl.jsh")).content().doesNotContain("tooLate");
  }

  @Test
  void nothingIsEvaluatedWhileTheHostIsBeingStopped() throws Exception {
    Component slow =
        new Component() {
          @Override
          public void drain() throws InterruptedException {
            Marks.reach("draining");
            Marks.await("was refused");
          }
        };
    try (Host host = Host.start(home, builder -> builder.component("slow", slow));
        Caller caller = host.call()) {
      caller.ask("int x = 1");
      host.lifecycle().requestStop(StopRequest.by("test"));
      Marks.await("draining");

      assertThat(caller.ask("x = 2"))
          .isEqualTo("|  The host is being stopped; nothing is evaluated any more.\n");
      assertThat(caller.ask("/drop x"))
          .isEqualTo("|  The host is being stopped; nothing is evaluated any more.\n");
      assertThat(caller.ask("/status")).endsWith(", draining\n");
      Marks.reach("was refused");
    }
    assertThat(image("0000001").resolve("repl.jsh")).content().contains("int x = 1");
  }

  @Test
  void stopCommandShowsTheSteps() throws Exception {
    Component http =
        new Component() {
          @Override
          public void stop() {}
        };
    try (Host host = Host.start(home, builder -> builder.component("http", http));
        Caller caller = host.call()) {
      String told = caller.send("/stop\n").endInput().readToEnd();

      assertThat(told.lines().map(line -> line.replaceAll("\\d.*", "N")))
          .containsSubsequence(
              "Saving image and shutting down tested (pid N",
              "  save   repl       N",
              "  stop   http       N",
              "|  tested is stopped. Goodbye.");
      assertThat(told).doesNotContain("live>");
      assertThat(host.lifecycle().awaitStopped(Duration.ofSeconds(PATIENCE_SECONDS)))
          .hasValueSatisfying(
              report ->
                  assertThat(report.requestedBy())
                      .matches("REPL, pid \\d+ \\(java\\), uid \\d+, by token, port \\d+"));
    }
    assertThat(image("0000001")).exists();
  }

  @Test
  void stopCommandMayDiscard() throws Exception {
    try (Host host = Host.start(home);
        Caller caller = host.call()) {
      assertThat(caller.send("/stop --discard\n").readToEnd())
          .startsWith("Shutting down without saving tested (pid ");
      assertThat(host.lifecycle().awaitStopped(Duration.ofSeconds(PATIENCE_SECONDS))).isPresent();
    }
    assertThat(image("0000001")).doesNotExist();
  }

  @Test
  void stopThatCannotSaveGivesThePromptBack() throws Exception {
    AtomicBoolean diskIsFull = new AtomicBoolean(true);
    try (Host host =
            Host.start(
                home,
                builder -> builder.state("x", Integer.class, () -> save(diskIsFull), any -> {}));
        Caller caller = host.call()) {
      String told = caller.ask("/stop");

      assertThat(told)
          .startsWith("Saving image and shutting down tested (pid ")
          .contains("|  Not stopped: ")
          .endsWith("disk is full. tested goes on running\n");
      assertThat(caller.ask("1 + 1")).isEqualTo("==> 2\n");
      diskIsFull.set(false);
    }
    assertThat(image("0000001")).exists();
  }

  private static int save(AtomicBoolean diskIsFull) {
    if (diskIsFull.get()) {
      throw new IllegalStateException("disk is full");
    }
    return 1;
  }

  @Test
  void hostStopsFromInsideASnippet() throws Exception {
    try (Host host = Host.start(home);
        Caller caller = host.call()) {
      caller.send("lifecycle.close()\n");

      assertThat(caller.readToEnd()).doesNotContain("Exception");
      assertThat(host.lifecycle().awaitStopped(Duration.ofSeconds(PATIENCE_SECONDS))).isPresent();
    }
  }

  private static void stop(Host host) throws Exception {
    host.lifecycle().requestStop(StopRequest.by("test")).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
  }

  private Path image(String generation) {
    return home.resolve("images").resolve(generation);
  }
}
