package io.liveimage.killport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.liveimage.ExtensionContext;
import io.liveimage.Lifecycle;
import io.liveimage.Lifecycle.State;
import io.liveimage.Settings;
import io.liveimage.local.PeerTrust;
import io.liveimage.local.RunDirectory;
import io.liveimage.snapshot.StateCodec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.OptionalInt;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What ends by itself, with a kill port that gives less time than usual. */
class ImpatientKillPortTest {
  private static final Patience SHORT =
      new Patience(
          Duration.ofMillis(10),
          Duration.ofMillis(300),
          Duration.ofMillis(300),
          Duration.ofMillis(50));

  @TempDir Path home;
  @TempDir Path room;

  private Lifecycle lifecycle;
  private RunDirectory directory;
  private KillPort killPort;

  @BeforeAll
  static void peersCanBeProved() {
    Requirement.linux();
  }

  @BeforeEach
  void open() throws IOException {
    lifecycle = Lifecycle.forTest(home).name("guest").start();
    directory = RunDirectory.open(room);
    KillPortSettings settings =
        new KillPortSettings(OptionalInt.of(0), KillPortSettings.Wish.NO, Trigger.CONNECT);
    Context context = new Context(lifecycle, directory, PeerTrust.ofThisProcess());
    killPort = KillPort.open(context, settings, SHORT);
  }

  @AfterEach
  void close() {
    killPort.close();
    directory.close();
    lifecycle.close();
  }

  private Peer connect() throws IOException {
    return Peer.connect(Integer.parseInt(Files.readString(room.resolve("killport.port")).strip()));
  }

  @Test
  void thisProcessNeverStopsItselfBySilence() throws Exception {
    try (Peer peer = connect()) {
      assertThat(peer.rest())
          .containsExactly(
              "Type stop to save and stop guest.", "Nothing was stopped: no command in time.");
    }
    assertThat(lifecycle.currentState()).isEqualTo(State.RUNNING);
  }

  @Test
  void slowDripIsClosedInTimeAndStopsNothing() throws Exception {
    try (Peer peer = connect()) {
      Thread drip = new Thread(() -> drip(peer), "drip");
      drip.start();

      assertThat(peer.rest()).endsWith("Nothing was stopped: no command in time.");
      drip.join(10_000);
      assertThat(drip.isAlive()).isFalse();
    }
    assertThat(lifecycle.currentState()).isEqualTo(State.RUNNING);
  }

  /** Far less than a line can hold, for as long as the other end takes it. */
  private static void drip(Peer peer) {
    await().pollInterval(Duration.ofMillis(20)).until(() -> isClosedTo(peer, "s"));
  }

  private static boolean isClosedTo(Peer peer, String text) {
    try {
      peer.say(text);
      return false;
    } catch (IOException e) {
      return true;
    }
  }

  @Test
  void closedPortLetsGoOfItsPeersAndItsThread() throws Exception {
    try (Peer peer = connect()) {
      assertThat(peer.line()).isEqualTo("Type stop to save and stop guest.");

      killPort.close();

      assertThat(peer.rest()).isEmpty();
      assertThat(Thread.getAllStackTraces().keySet())
          .extracting(Thread::getName)
          .doesNotContain("liveimage-killport");
    }
  }

  @Test
  void closingWorksInAnInterruptedThread() {
    Thread.currentThread().interrupt();

    killPort.close();

    assertThat(Thread.interrupted()).isTrue();
    assertThat(Thread.getAllStackTraces().keySet())
        .extracting(Thread::getName)
        .doesNotContain("liveimage-killport");
  }

  private record Context(Lifecycle lifecycle, RunDirectory runDirectory, PeerTrust peerTrust)
      implements ExtensionContext {
    @Override
    public Settings settings() {
      throw new AssertionError("the port is given");
    }

    @Override
    public ClassLoader hostLoader() {
      throw new AssertionError("the kill port loads no class");
    }

    @Override
    public void forEachBinding(BiConsumer<String, Object> receiver) {
      throw new AssertionError("the kill port has no use for bindings");
    }

    @Override
    public <S> void state(StateCodec<S> codec, Supplier<S> save, Consumer<S> restore) {
      throw new AssertionError("the kill port has no state");
    }

    @Override
    public <S> void state(String part, StateCodec<S> codec, Supplier<S> save, Consumer<S> restore) {
      throw new AssertionError("the kill port has no state");
    }
  }
}
