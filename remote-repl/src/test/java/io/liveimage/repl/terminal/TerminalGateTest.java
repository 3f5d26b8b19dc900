package io.liveimage.repl.terminal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The peer of these tests is the host's own process, which has to show the token. */
class TerminalGateTest {
  private static final String HIT = Marks.reaching("evaluated");
  private static Host host;

  @BeforeAll
  static void startHost(@TempDir Path home) throws IOException {
    host = Host.start(home);
  }

  @AfterAll
  static void stopHost() {
    host.close();
  }

  @AfterEach
  void nothingWasEvaluated() {
    await().untilAsserted(() -> assertThat(Host.sessionThreads()).isEmpty());
    assertThat(Marks.isReached("evaluated")).isFalse();
  }

  @Test
  void peerIsAskedForTheToken() throws IOException {
    try (Caller caller = host.dial()) {
      assertThat(caller.readTo("\n"))
          .isEqualTo(
              "Access token? It is in the file \"token\" of the home that the start line of tested"
                  + " names.\n");
    }
  }

  @Test
  void wrongTokenEndsTheConnection() throws IOException {
    try (Caller caller = host.dial()) {
      caller.send("0".repeat(64) + "\n" + HIT + "\n");

      assertThat(caller.readToEnd()).endsWith("names.\nThat is not the access token. Goodbye.\n");
    }
  }

  @Test
  void tokenAfterAWrongOneIsNotLookedAt() throws IOException {
    try (Caller caller = host.dial()) {
      caller.send("wrong\n" + host.token() + "\n" + HIT + "\n");

      assertThat(caller.readToEnd()).endsWith("Goodbye.\n");
    }
  }

  @Test
  void codeInPlaceOfTheTokenIsNotEvaluated() throws IOException {
    try (Caller caller = host.dial()) {
      caller.send(HIT + "\n").endInput();

      assertThat(caller.readToEnd()).endsWith("Goodbye.\n");
    }
  }

  @Test
  void silentPeerGetsNoFurther() throws IOException {
    try (Caller caller = host.dial()) {
      caller.readTo("names.\n");

      assertThat(caller.endInput().readToEnd()).isEmpty();
    }
  }

  @Test
  void tokenMayComeBeforeItIsAskedForAndInPieces() throws IOException {
    try (Caller caller = host.dial()) {
      for (byte each : (host.token() + "\r\n1 + 1\n").getBytes()) {
        caller.send(each);
      }

      assertThat(caller.readTo("==> 2\n")).startsWith("Access token?").contains("live> ==> 2\n");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET / HTTP/1.1",
        "POST /x HTTP/1.1",
        "x /* HTTP/1.1",
        "int /*a HTTP/1.0",
        "// http://localhost/ HTTP/1.1",
        "GET  /  HTTP/2.0 ",
        " GET / HTTP/1.1",
        "PRI * HTTP/2.0",
        "CONNECT localhost:4045 HTTP/1.1",
        "HTTP/1.1 200 OK",
        "OPTIONS rtsp://localhost RTSP/1.0",
        "OPTIONS sip:nm SIP/2.0",
        "SSH-2.0-OpenSSH_9.2p1",
        "PROXY TCP4 127.0.0.1 127.0.0.1 40000 4045",
        "*1",
      })
  void otherProtocolEndsTheConnectionEvenWithTheToken(String firstLine) throws IOException {
    try (Caller caller = host.call()) {
      caller.send(firstLine + "\r\nHost: x */\r\n\r\n*/\n" + HIT + "\n").endInput();

      assertThat(caller.readToEnd().strip()).isEmpty();
    }
  }

  @Test
  void requestInPlaceOfTheTokenGetsNoAnswer() throws IOException {
    try (Caller caller = host.dial()) {
      caller.readTo("names.\n");
      caller.send("x /* HTTP/1.1\r\nAuthorization: " + host.token() + "\r\n\r\n*/" + HIT + "\n");

      assertThat(caller.readToEnd()).isEmpty();
    }
  }

  @Test
  void requestAfterBlankLinesIsARequestAllTheSame() throws IOException {
    try (Caller caller = host.call()) {
      caller.send("\r\n\n  \nx /* HTTP/1.1\r\n\r\n*/" + HIT + "\n").endInput();

      assertThat(caller.readToEnd()).matches("(live> |\\n)*");
    }
  }

  @Test
  void tlsHandshakeEndsTheConnectionBeforeAnyLineEnds() throws IOException {
    try (Caller stranger = host.dial();
        Caller owner = host.call()) {
      byte[] hello = {0x16, 0x03, 0x01, 0x02, 0x00, 0x01, 0x00};

      assertThat(stranger.send(hello).readToEnd()).doesNotContain("Goodbye");
      assertThat(owner.send(hello).readToEnd())
          .isEqualTo("\n|  The first line holds control characters. Goodbye.\n");
    }
  }

  @Test
  void controlCharactersInTheFirstLineEndTheConnection() throws IOException {
    try (Caller caller = host.call()) {
      caller.send("\u001b[A" + HIT + "\n").endInput();

      assertThat(caller.readToEnd()).endsWith("control characters. Goodbye.\n");
    }
  }

  @Test
  void bytesThatAreNoUtf8EndTheConnection() throws IOException {
    try (Caller stranger = host.dial();
        Caller owner = host.call()) {
      byte[] latin1 = {(byte) 0xfc, '\n'};

      assertThat(stranger.send(latin1).readToEnd()).doesNotContain("Goodbye");
      assertThat(owner.send(latin1).readToEnd()).isEqualTo("\n|  That is not UTF-8. Goodbye.\n");
    }
  }

  @Test
  void firstLineThatNeverEndsIsRefused() throws IOException {
    try (Caller stranger = host.dial();
        Caller owner = host.call()) {
      byte[] endless = "x".repeat(70_000).getBytes();

      assertThat(stranger.send(endless).readToEnd()).doesNotContain("Goodbye");
      assertThat(owner.send(endless).readToEnd())
          .isEqualTo("\n|  A line has more than 65536 bytes. Goodbye.\n");
    }
  }

  @Test
  void lineThatABrokenConnectionCutsIsNotEvaluated() throws IOException {
    try (Caller caller = host.call()) {
      caller.ask("1");
      caller.send(HIT);
      caller.reset();
    }
  }

  @Test
  void strangersCannotKeepTheOwnerOut() throws IOException {
    List<Caller> strangers = new ArrayList<>();
    try {
      for (int i = 0; i < Admission.MAX_STRANGERS + 10; i++) {
        strangers.add(host.dial());
      }
      try (Caller owner = host.call()) {
        assertThat(owner.ask("1 + 1")).isEqualTo("==> 2\n");
      }
      assertThat(strangers.get(0).readToEnd()).doesNotContain("Goodbye");
    } finally {
      for (Caller stranger : strangers) {
        stranger.close();
      }
    }
  }

  @Test
  void onlySoManySessionsAreOpen() throws IOException {
    List<Caller> owners = new ArrayList<>();
    try {
      for (int i = 0; i < Admission.MAX_SESSIONS; i++) {
        owners.add(host.call());
      }
      try (Caller late = host.dial()) {
        late.send(host.token() + "\n");

        assertThat(late.readToEnd()).endsWith("There are 64 sessions already. Goodbye.\n");
      }
    } finally {
      for (Caller owner : owners) {
        owner.close();
      }
    }
  }
}
