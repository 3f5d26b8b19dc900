package io.liveimage.repl.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FirstLineTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET / HTTP/1.1",
        "get / HTTP/1.1",
        "GET http://localhost:4045/ HTTP/1.0",
        "x /* HTTP/1.1",
        "x /* y z HTTP/1.1",
        "\tGET\t/\tHTTP/1.1",
        "GET / HTTP/1.1 and more",
        "PRI * HTTP/2.0",
        "HTTP/1.1 400 Bad Request",
        "DESCRIBE rtsp://localhost/ RTSP/1.0",
        "INVITE sip:a@localhost SIP/2.0",
        "SSH-2.0-OpenSSH_9.2p1 Debian-2",
        "PROXY TCP4 127.0.0.1 127.0.0.1 1 2",
        "*3",
      })
  void otherProtocolsAreForeign(String line) {
    assertThat(FirstLine.isForeign(line)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "1 + 1",
        "/help",
        "// see RFC 9110",
        "/* a comment",
        "notes.size()",
        "int a = b * 3",
        "var client = HttpClient.newHttpClient()",
        "String request = \"GET / HTTP/1.1\"",
        "import java.net.http.*",
        "SSH ssh = new SSH(2)",
        "HTTP http",
        "@Deprecated class A { }",
      })
  void javaAndCommandsAreNotForeign(String line) {
    assertThat(FirstLine.isForeign(line)).isFalse();
    assertThat(FirstLine.holdsControls(line)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {" ", "a ", "a", "\t", " HTTP/", "*", "*1"})
  @Timeout(10)
  void longLinesAreJudgedInOnePass(String part) {
    String line = part.repeat(LineDecoder.MAX_LINE / part.length());

    assertThat(FirstLine.isForeign(line + "x")).isFalse();
    assertThat(FirstLine.isForeign("x" + line + "x")).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"\u0016\u0003\u0001", "a\0b", "\u001b[A", "del\u007f", "c1 \u0085"})
  void nobodyTypesControlCharacters(String line) {
    assertThat(FirstLine.holdsControls(line)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"\tindented", "carriage return\r", "größer ✓ 🙂"})
  void blanksAndLettersOfAnyKindAreTyped(String line) {
    assertThat(FirstLine.holdsControls(line)).isFalse();
  }
}
