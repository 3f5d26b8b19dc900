package io.liveimage.killport;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.liveimage.Component;
import io.liveimage.ExitCodes;
import io.liveimage.Lifecycle;
import io.liveimage.Lifecycle.Builder;
import io.liveimage.Lifecycle.State;
import io.liveimage.LifecycleException;
import io.liveimage.StopReport;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The peers are of this process, which has to type what it wants; see the ITs for others. */
class KillPortTest {
  private static final Duration WAIT = Duration.ofSeconds(10);
  private static final String QUESTION = "Type stop to save and stop guest.";
  private static final String REFUSAL =
      "Nothing was stopped. Expected stop, stop --discard, restart, save or status.";

  @TempDir Path home;

  private final RecordedLog log = new RecordedLog();
  private final List<Peer> peers = new ArrayList<>();
  private Lifecycle lifecycle;

  @BeforeAll
  static void peersCanBeProved() {
    Requirement.linux();
  }

  @AfterEach
  void leaveNothingBehind() throws IOException {
    for (Peer peer : peers) {
      peer.close();
    }
    if (lifecycle != null) {
      lifecycle.close();
    }
    log.close();
    assertThat(log.warnings()).allMatch(warning -> warning.startsWith("Web browsers can connect "));
    await().pollDelay(Duration.ZERO).atMost(WAIT).until(() -> threads().isEmpty());
  }

  private static List<String> threads() {
    return Thread.getAllStackTraces().keySet().stream()
        .map(Thread::getName)
        .filter("liveimage-killport"::equals)
        .toList();
  }

  private Builder guest() {
    return Lifecycle.forTest(home).name("guest").set(KillPortExtension.KEY, "0");
  }

  private void start(Builder builder) {
    lifecycle = builder.start();
  }

  private int port() throws IOException {
    return Integer.parseInt(Files.readString(home.resolve("killport.port")).strip());
  }

  private Peer connect() throws IOException {
    Peer peer = Peer.connect(port());
    peers.add(peer);
    return peer;
  }

  /** Returns a peer that was seen by the kill port. */
  private Peer meet() throws IOException {
    Peer peer = connect();
    assertThat(peer.line()).isEqualTo(QUESTION);
    return peer;
  }

  private StopReport awaitStop() throws InterruptedException {
    return lifecycle.awaitStopped(WAIT).orElseThrow();
  }

  private void assertRunning() throws IOException {
    assertThat(meet().say("status\n").line()).endsWith(", running");
  }

  private String headline() {
    return "Saving image and shutting down guest (pid %d)".formatted(ProcessHandle.current().pid());
  }

  @Test
  void typedStopSavesAndTellsTheStepsUntilTheEnd() throws Exception {
    start(guest().state("answer", Integer.class, () -> 42, state -> {}));
    lifecycle.component("db", (AutoCloseable) () -> {});

    List<String> told = meet().say("stop\n").rest();

    assertThat(told).hasSize(4);
    assertThat(told.get(0)).isEqualTo(headline());
    assertThat(told.get(1)).matches("  save   answer     \\d+ B  \\d+ ms");
    assertThat(told.get(2)).matches("  stop   db         \\d+ ms");
    assertThat(told.get(3)).matches("Saved image 1, stopped in \\d+ ms, exit code 0");
    assertThat(awaitStop().requestedBy())
        .matches("kill port, pid %d \\(.+\\), uid \\d+".formatted(ProcessHandle.current().pid()));
  }

  @Test
  void typedStopMayEndWithTheInputInsteadOfTheLine() throws Exception {
    start(guest());

    List<String> told = meet().say("stop").endInput().rest();

    assertThat(told).first().isEqualTo(headline());
    awaitStop();
  }

  @Test
  void discardingStopSavesNothing() throws Exception {
    start(guest().state("answer", Integer.class, () -> 42, state -> {}));

    List<String> told = meet().say("stop --discard\n").rest();

    assertThat(told.get(0)).startsWith("Shutting down without saving guest (pid ");
    assertThat(told.get(1)).startsWith("No image saved, stopped in ");
    assertThat(awaitStop().generation()).isEqualTo(OptionalLong.empty());
  }

  @Test
  void rightTokenIsWelcomeAlsoWhereNoneIsNeeded() throws Exception {
    start(guest());
    String token = Files.readString(home.resolve("token")).strip();

    assertThat(meet().say("stop " + token + "\n").rest()).first().isEqualTo(headline());

    awaitStop();
  }

  @Test
  void statusTellsHowTheHostIsAndStopsNothing() throws Exception {
    start(guest());

    List<String> told = meet().say("status\n").rest();

    assertThat(told).containsExactly(lifecycle.describe() + ", running");
    assertRunning();
  }

  @Test
  void saveWritesAnImageAndTheHostGoesOn() throws Exception {
    start(guest().state("answer", Integer.class, () -> 42, state -> {}));

    List<String> told = meet().say("save\n").rest();

    assertThat(told).hasSize(2);
    assertThat(told.get(0)).matches("  save   answer     \\d+ B  \\d+ ms");
    assertThat(told.get(1)).matches("Saved image 1 in \\d+ ms");
    assertThat(lifecycle.generation()).hasValue(1);
    assertRunning();
  }

  @Test
  void saveAndStopThatTakeLongShowHowFarTheyAre() throws Exception {
    start(guest().state("answer", Integer.class, KillPortTest::slowly, restored -> {}));

    List<String> saved = meet().say("save\n").rest();
    List<String> stopped = meet().say("stop\n").rest();

    assertThat(saved.get(0)).isEqualTo("  save   answer     7 B of 7 B, 100 %");
    assertThat(saved.get(1)).matches("  capture answer     7 B  \\d+[.]\\d s");
    assertThat(stopped).contains("  save   answer     7 B of 7 B, 100 %");
  }

  private static int slowly() {
    LockSupport.parkNanos(Duration.ofMillis(1100).toNanos());
    return 42;
  }

  @Test
  void saveThatFailsSaysWhyAndOneThatWaitsKeepsNobodyFromTheStatus() throws Exception {
    CountDownLatch saving = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    AtomicBoolean broken = new AtomicBoolean(true);
    start(guestWhoseSaveWaits(saving, goOn, broken));
    Peer saver = meet().say("save\n");
    awaitIt(saving);

    assertRunning();
    goOn.countDown();

    assertThat(saver.rest())
        .last()
        .asString()
        .startsWith("Not saved: ")
        .contains("disk on fire")
        .endsWith("The previous image is untouched");
    broken.set(false);
  }

  @Test
  void restartIsRefusedWithAReasonWhereNobodyWouldStartTheHostAgain() throws Exception {
    start(guest().set("liveimage.supervised", "false"));

    assertThat(meet().say("restart\n").rest())
        .containsExactly(
            "Nothing was stopped: no supervisor was found that would start guest again; set"
                + " liveimage.supervised=true if there is one.");
    assertRunning();
  }

  @Test
  void restartIsAStopWithAnExitCodeOfItsOwnAndSaysSo() throws Exception {
    start(guest().set("liveimage.supervised", "true"));
    String supervisor = lifecycle.supervisor().orElseThrow();

    List<String> told = meet().say("restart\n").rest();

    assertThat(told).first().isEqualTo(headline() + ", to be started again by " + supervisor);
    assertThat(told).last().asString().endsWith(", exit code 75");
    assertThat(awaitStop().exitCode()).isEqualTo(ExitCodes.RESTART);
  }

  @Test
  void lineTriggerIsSetByNameAndNothingElse() {
    assertThatThrownBy(() -> start(guest().set(KillPortExtension.TRIGGER, "type")))
        .isInstanceOfSatisfying(
            LifecycleException.class,
            e -> assertThat(e.exitCode()).isEqualTo(ExitCodes.CONFIGURATION))
        .hasMessage(
            "Setting liveimage.killport.trigger is \"type\" (set in the builder). Expected connect or"
                + " line.");
    assertThatThrownBy(() -> start(guest().set(KillPortExtension.SOCKET, "maybe")))
        .isInstanceOf(LifecycleException.class)
        .hasMessageContaining("liveimage.killport.socket");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "quit\n",
        "STOP\n",
        "stop now please\n",
        "stop --dicard\n",
        "stop deadbeef\n",
        "GET / HTTP/1.1\r\nHost: localhost\r\n\r\nstop\n",
        "POST /stop HTTP/1.1\r\nContent-Length: 5\r\n\r\nstop\n",
        "stop / HTTP/1.1\r\nHost: localhost\r\n\r\n",
        "stop HTTP/1.1\r\nHost: localhost\r\n\r\n",
        "\r\n\r\nGET / HTTP/1.0\r\n\r\nstop\n",
        "\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001\u00fc\u0003\u0003stop\n",
        "SSH-2.0-OpenSSH_9.2p1\r\nstop\n",
        "*1\r\n$4\r\nstop\r\n",
        "PING\r\nstop\r\n",
        "stop\0\n",
        "\u0000\u00ff\u00fe\u0080stop\n",
      })
  void whatIsNoCommandIsClosedAndStopsNothing(String text) throws Exception {
    start(guest());

    List<String> told = meet().say(text).rest();

    assertThat(told).containsExactly(REFUSAL);
    assertRunning();
  }

  @Test
  void lineWithoutEndIsClosedAndStopsNothing() throws Exception {
    start(guest());

    List<String> told = meet().say("stop " + "x".repeat(300)).rest();

    assertThat(told).containsExactly(REFUSAL);
    assertRunning();
  }

  @Test
  void peerThatEndsItsInputWithoutAWordIsClosedAndStopsNothing() throws Exception {
    start(guest());

    assertThat(meet().say("\n\n").endInput().rest()).isEmpty();

    assertRunning();
  }

  @Test
  void peerThatSendsWithoutEndKeepsNobodyFromStopping() throws Exception {
    start(guest());
    Peer flood = meet();
    Thread sender = new Thread(() -> sendWithoutEnd(flood), "flood");
    sender.start();

    List<String> told = meet().say("stop\n").rest();

    assertThat(told).first().isEqualTo(headline());
    awaitStop();
    sender.join(WAIT.toMillis());
    assertThat(sender.isAlive()).isFalse();
  }

  private static void sendWithoutEnd(Peer peer) {
    String text = "\n".repeat(64 * 1024);
    try {
      while (true) {
        peer.say(text);
      }
    } catch (IOException e) {
      // the connection is closed, as it should be
    }
  }

  @Test
  void silentPeersKeepNobodyFromStopping() throws Exception {
    start(guest());
    for (int i = 0; i < 300; i++) {
      connect();
    }

    List<String> told = meet().say("stop\n").rest();

    assertThat(told).first().isEqualTo(headline());
    awaitStop();
  }

  @Test
  void oldestOfTooManySilentPeersIsClosed() throws Exception {
    start(guest());
    Peer oldest = meet();
    for (int i = 0; i < 256; i++) {
      connect();
    }

    assertThat(oldest.rest()).isEmpty();

    assertRunning();
  }

  @Test
  void failedSaveIsToldToAllWhoAskedAndALaterStopWorks() throws Exception {
    AtomicBoolean broken = new AtomicBoolean(true);
    CountDownLatch saving = new CountDownLatch(1);
    CountDownLatch bothAsked = new CountDownLatch(1);
    start(guestWhoseSaveWaits(saving, bothAsked, broken));
    Peer first = meet().say("stop\n");
    awaitIt(saving);
    Peer second = meet().say("stop\n");
    assertThat(second.line()).isEqualTo(headline());
    meet(); // served after the second request
    bothAsked.countDown();

    List<String> told = first.rest();

    assertThat(told.get(0)).isEqualTo(headline());
    assertThat(told.get(1)).startsWith("Not stopped: state \"notes\" could not be captured: ");
    assertThat(told.get(1)).contains("disk on fire").endsWith(". guest goes on running");
    assertThat(second.rest()).containsExactly(told.get(1));
    assertRunning();

    broken.set(false);
    assertThat(meet().say("stop\n").rest()).last().asString().startsWith("Saved image 1, ");
    awaitStop();
  }

  private Lifecycle.Builder guestWhoseSaveWaits(
      CountDownLatch saving, CountDownLatch goOn, AtomicBoolean broken) {
    return guest()
        .state(
            "notes",
            Integer.class,
            () -> {
              saving.countDown();
              awaitIt(goOn);
              return saved(broken.get());
            },
            state -> {});
  }

  private static int saved(boolean broken) {
    if (broken) {
      throw new IllegalStateException("disk on fire");
    }
    return 7;
  }

  private static void awaitIt(CountDownLatch latch) {
    try {
      assertThat(latch.await(WAIT.toSeconds(), SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void latecomerIsToldTheStepsSoFarAndTheEnd() throws Exception {
    CountDownLatch stopping = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    start(guest());
    lifecycle.component("db", slowToStop(stopping, goOn));
    lifecycle.component("web", (AutoCloseable) () -> {});
    Peer first = meet().say("stop\n");
    awaitIt(stopping);

    Peer second = meet().say("stop\n");
    assertThat(second.line()).isEqualTo(headline());
    assertThat(second.line()).startsWith("  stop   web ");
    assertThat(meet().say("status\n").line()).endsWith(", stopping");
    goOn.countDown();

    List<String> toldFirst = first.rest();
    List<String> toldSecond = second.rest();
    assertThat(toldSecond).hasSize(2).isEqualTo(toldFirst.subList(2, 4));
    assertThat(toldSecond).last().asString().startsWith("Saved image 1, stopped in ");
    awaitStop();
  }

  private static Component slowToStop(CountDownLatch stopping, CountDownLatch goOn) {
    return new Component() {
      @Override
      public void stop() {
        stopping.countDown();
        awaitIt(goOn);
      }
    };
  }

  @Test
  void insistingLatecomerMakesTheStopDiscard() throws Exception {
    CountDownLatch draining = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    start(guest());
    lifecycle.component(
        "web",
        new Component() {
          @Override
          public void drain() {
            draining.countDown();
            awaitIt(goOn);
          }
        });
    Peer first = meet().say("stop\n");
    awaitIt(draining);
    Peer second = meet().say("stop --discard\n");
    assertThat(second.line()).startsWith("Shutting down without saving ");
    meet(); // served after the second request
    goOn.countDown();

    assertThat(first.rest()).last().asString().startsWith("No image saved, stopped in ");
    assertThat(second.rest()).last().asString().startsWith("No image saved, stopped in ");
    awaitStop();
  }

  @Test
  void watcherThatDoesNotReadIsNotWaitedFor() throws Exception {
    start(guest());
    meet().say("stop\n");

    StopReport report = awaitStop();

    assertThat(report.outcome()).isEqualTo(StopReport.Outcome.STOPPED);
  }

  @Test
  void silentPeerIsClosedWhenTheHostStops() throws Exception {
    start(guest());
    Peer silent = meet();

    lifecycle.close();

    assertThat(silent.rest()).isEmpty();
    assertThat(threads()).isEmpty();
    assertThat(home.resolve("killport.port")).doesNotExist();
  }

  @Test
  void portAndRunDirectoryAreFreeWhenTheLastLineIsThere() throws Exception {
    start(guest());
    int port = port();
    for (int i = 1; i <= 10; i++) {
      Peer peer = meet().say("stop\n");
      while (!peer.line().startsWith("Saved image " + i)) {}
      assertFree(port);

      start(guest().set(KillPortExtension.KEY, Integer.toString(port)));

      assertThat(port()).isEqualTo(port);
    }
  }

  @Test
  void portIsFreeAfterAFailedStart() throws Exception {
    int port = freePort();
    Files.createDirectories(home.resolve("killport.port")); // cannot be replaced by a file

    assertThatThrownBy(() -> start(guest().set(KillPortExtension.KEY, Integer.toString(port))))
        .isInstanceOf(LifecycleException.class)
        .hasMessageContaining("killport.port");

    assertFree(port);
  }

  private static void assertFree(int port) throws IOException {
    try (ServerSocketChannel next = ServerSocketChannel.open()) {
      next.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  @Test
  void takenPortFailsTheStartAndSaysWhatToDo() throws Exception {
    try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String taken = Integer.toString(other.getLocalPort());

      assertThatThrownBy(() -> start(guest().set(KillPortExtension.KEY, taken)))
          .isInstanceOf(LifecycleException.class)
          .hasMessage(
              "Kill port "
                  + taken
                  + " cannot be opened on loopback (Address already in use). Another process may hold"
                  + " it: see ss -ltnp 'sport = :"
                  + taken
                  + "'. Set liveimage.killport (LIVEIMAGE_KILLPORT) to another port, 0 for any free"
                  + " one, or off.");
    }
    assertThat(home.resolve("killport.port")).doesNotExist();
  }

  @Test
  void otherAddressesOfThisMachineAreNotTaken() throws Exception {
    start(guest());

    try (ServerSocket other = new ServerSocket(port(), 1, InetAddress.getByName("127.0.0.2"))) {
      assertThat(other.isBound()).isTrue();
    }
  }

  @Test
  void nothingListensWhenItIsOff() {
    start(guest().set(KillPortExtension.KEY, "off"));

    assertThat(threads()).isEmpty();
    assertThat(home.resolve("killport.port")).doesNotExist();
    assertThat(lifecycle.currentState()).isEqualTo(State.RUNNING);
  }

  @Test
  void portThatBrowsersOpenIsWarnedOf() throws Exception {
    start(guest());

    assertThat(log.warnings())
        .containsExactly(
            ("Web browsers can connect to kill port %d: a page open on this machine can. Better use"
                    + " one that they refuse, such as 6665 to 6669.")
                .formatted(port()));
  }

  @Test
  void portThatBrowsersRefuseIsNotWarnedOf() {
    startOnOneOf(6697, 6679, 6566, 5061, 5060, 4190);

    assertThat(log.warnings()).isEmpty();
  }

  /** Another process of this machine may have one of them. */
  private void startOnOneOf(int... ports) {
    LifecycleException taken = null;
    for (int port : ports) {
      try {
        start(guest().set(KillPortExtension.KEY, Integer.toString(port)));
        return;
      } catch (LifecycleException e) {
        taken = e;
      }
    }
    throw new AssertionError("all ports are taken", taken);
  }
}
