package io.liveimage.local;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AccessTokenTest {
  private final AccessToken token = AccessToken.random();
  private final String secret = new String(token.line(), UTF_8).stripTrailing();

  @Test
  void tokenIsThirtyTwoBytesInLowerCaseHex() {
    assertThat(secret).matches("[0-9a-f]{64}");
    assertThat(new String(token.line(), UTF_8)).isEqualTo(secret + "\n");
  }

  @Test
  void twoTokensDiffer() {
    assertThat(AccessToken.random().matches(secret)).isFalse();
  }

  @Test
  void tokensAreRandomWhereTheKernelGivesNoBytes(@TempDir Path directory) throws IOException {
    Path file = Files.writeString(directory.resolve("urandom"), "the same each time".repeat(9));

    for (Path kernel : List.of(file, directory.resolve("missing"), Path.of("/dev/null"))) {
      AccessToken first = AccessToken.random(kernel);
      AccessToken second = AccessToken.random(kernel);

      assertThat(new String(first.line(), UTF_8)).matches("[0-9a-f]{64}\n");
      assertThat(first.line()).isNotEqualTo(second.line());
    }
  }

  @Test
  void tokenMatchesItselfAsTextAndAsBytes() {
    assertThat(token.matches(secret)).isTrue();
    assertThat(token.matches(new StringBuilder(secret))).isTrue();
    assertThat(token.matches(secret.getBytes(UTF_8))).isTrue();
  }

  @Test
  void nothingElseMatches() {
    assertThat(token.matches("")).isFalse();
    assertThat(token.matches(secret + "\n")).isFalse();
    assertThat(token.matches(secret.substring(1))).isFalse();
    assertThat(token.matches("x" + secret.substring(1))).isFalse();
    assertThat(token.matches(secret.replaceFirst("[0-9a-f]", "\uD800"))).isFalse();
    assertThat(token.matches(("abc" + secret).toUpperCase(Locale.ROOT))).isFalse();
  }

  @Test
  void textOfATokenHidesTheSecret() {
    assertThat(token).hasToString("AccessToken(secret)");
  }
}
