package io.liveimage.killport;

import static org.assertj.core.api.Assertions.assertThat;

import io.liveimage.killport.Command.Kind;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CommandTest {
  @ParameterizedTest
  @CsvSource({
    "stop, STOP,",
    "'  stop\t\r', STOP,",
    "stop --discard, STOP_AND_DISCARD,",
    "'stop \t --discard', STOP_AND_DISCARD,",
    "status, STATUS,",
    "stop c0ffee, STOP, c0ffee",
    "stop --discard c0ffee, STOP_AND_DISCARD, c0ffee",
    "status c0ffee, STATUS, c0ffee",
  })
  void commandIsReadWithItsToken(String line, Kind kind, String token) {
    assertThat(Command.parse(line)).contains(new Command(kind, Optional.ofNullable(token)));
  }

  @ParameterizedTest
  @CsvSource({"stop --dicard, --dicard", "stop HTTP/1.1, HTTP/1.1", "status --all, --all"})
  void unknownOptionIsTakenForATokenAndSoIsAWrongOne(String line, String token) {
    assertThat(Command.parse(line).flatMap(Command::token)).contains(token);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "STOP",
        "Stop",
        "stopp",
        "stop;",
        "quit",
        "--discard",
        "--discard stop",
        "c0ffee stop",
        "stop c0ffee --discard",
        "stop --discard c0ffee now",
        "status c0ffee now",
        "GET / HTTP/1.1",
        "stop / HTTP/1.1",
        "PING",
      })
  void anythingElseIsNoCommand(String line) {
    assertThat(Command.parse(line)).isEmpty();
  }
}
