package io.liveimage.killport;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.liveimage.killport.Client.Phase;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ClientTest {
  private static final long WAIT_MILLIS = 10_000;

  private Selector selector;
  private SocketChannel peer;
  private SocketChannel channel;
  private Client client;

  @BeforeEach
  void connect() throws IOException {
    selector = Selector.open();
    try (ServerSocketChannel server = ServerSocketChannel.open()) {
      server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
      peer = SocketChannel.open();
      peer.setOption(StandardSocketOptions.SO_RCVBUF, 4096);
      peer.connect(server.getLocalAddress());
      channel = server.accept();
    }
    channel.setOption(StandardSocketOptions.SO_SNDBUF, 4096);
    SelectionKey key = channel.configureBlocking(false).register(selector, SelectionKey.OP_READ);
    client = new Client(channel, Optional.empty(), key, ByteBuffer.allocate(1024));
    client.enter(Phase.ASKING, Duration.ofSeconds(30));
  }

  @AfterEach
  void disconnect() throws IOException {
    peer.close();
    channel.close();
    selector.close();
  }

  private void receive(String text) throws IOException {
    peer.write(ByteBuffer.wrap(text.getBytes(ISO_8859_1)));
    readWhatIsThere();
  }

  private void readWhatIsThere() throws IOException {
    assertThat(selector.select(WAIT_MILLIS)).isOne();
    selector.selectedKeys().clear();
    client.read();
  }

  private String sent() throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(4096);
    peer.read(bytes);
    return new String(bytes.array(), 0, bytes.position(), UTF_8);
  }

  @Test
  void lineIsThereWhenItsEndIs() throws IOException {
    receive("sto");
    assertThat(client.line()).isEmpty();

    receive("p\r\nstatus\n");

    assertThat(client.line()).contains("stop\r");
  }

  @Test
  void endOfInputEndsTheLine() throws IOException {
    receive("stop");
    peer.shutdownOutput();
    readWhatIsThere();

    assertThat(client.hasEndedInput()).isTrue();
    assertThat(client.line()).contains("stop");
  }

  @Test
  void endOfInputWithoutAWordIsNoLine() throws IOException {
    peer.shutdownOutput();
    readWhatIsThere();

    assertThat(client.hasEndedInput()).isTrue();
    assertThat(client.line()).isEmpty();
  }

  @Test
  void blankLinesAreSilence() throws IOException {
    receive("\r\n\r\n \t\n".repeat(100));

    assertThat(client.hasSentSomething()).isFalse();
    assertThat(client.isForeign()).isFalse();
    assertThat(client.line()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"\0", "stop\0\n", "\u0016\u0003\u0001", "\u00e9", "stop\f\n", "\u007f"})
  void byteThatNoTextHasIsForeign(String text) throws IOException {
    receive(text);

    assertThat(client.isForeign()).isTrue();
  }

  @Test
  void lineIsForeignBeforeItFillsTheMemory() throws IOException {
    receive("x".repeat(256));
    assertThat(client.isForeign()).isFalse();

    receive("x");

    assertThat(client.isForeign()).isTrue();
  }

  @Test
  void whatAWatcherSendsIsDropped() throws IOException {
    client.watch();

    receive("stop --discard\n");

    assertThat(client.line()).isEmpty();
  }

  @Test
  void linesComeInOrder() throws IOException {
    client.tell("one");
    client.tell("two");

    assertThat(sent()).isEqualTo("one\ntwo\n");
  }

  @Test
  void failureWithLineEndsAndEscapesIsOneHarmlessLine() throws IOException {
    client.tell("  stop   db  failed: \u001b[2Jgone\r\nSaved image 7\u009b");

    assertThat(sent()).isEqualTo("  stop   db  failed:  [2Jgone Saved image 7 \n");
  }

  @Test
  void overlongLineIsCut() throws IOException {
    client.tell("x".repeat(5000));

    assertThat(sent()).isEqualTo("x".repeat(1000) + "...\n");
  }

  @Test
  void clientThatDoesNotReadIsGivenUp() {
    assertThatThrownBy(this::tellWithoutEnd)
        .isInstanceOf(IOException.class)
        .hasMessage("reads too slowly");
  }

  private void tellWithoutEnd() throws IOException {
    for (int i = 0; i < 100_000; i++) {
      client.tell("x".repeat(900));
    }
  }

  @Test
  void clientThatLeavesHasTimeToReadOnlyWhileSomethingIsUnsent() throws IOException {
    client.enter(Phase.LEAVING, Duration.ofMinutes(1));
    assertThat(client.nanosLeft(System.nanoTime())).isZero();

    assertThatThrownBy(this::tellWithoutEnd).isInstanceOf(IOException.class);

    assertThat(client.nanosLeft(System.nanoTime())).isPositive();
  }

  @Test
  void peerThatHasClosedItsEndIsNotWaitedFor() throws IOException {
    client.part(Duration.ofMinutes(1));
    peer.shutdownOutput();
    readWhatIsThere();

    assertThat(client.nanosLeft(System.nanoTime())).isZero();
  }

  @Test
  void closingLetsThePeerReadTheLastLine() throws IOException {
    receive("x".repeat(900));
    peer.write(ByteBuffer.wrap(new byte[900]));
    client.tell("Nothing was stopped.");
    client.part(Duration.ofMinutes(1));
    assertThat(client.nanosLeft(System.nanoTime())).isPositive();

    client.close();

    assertThat(sent()).isEqualTo("Nothing was stopped.\n");
    assertThat(peer.read(ByteBuffer.allocate(1))).isEqualTo(-1);
  }
}
