package io.liveimage.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OptionsTest {
  @Test
  void optionsReplaceTheDefaults() {
    Options options = parse("start --pairs 3 --warmups 1 --only Spring --json here.json");

    assertThat(options).isEqualTo(new Options(3, 1, "Spring", Path.of("here.json")));
    assertThat(options.subjects())
        .singleElement()
        .extracting(Subject::main)
        .isEqualTo(SpringHost.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "stop",
        "start --pairs",
        "start --pairs many",
        "start --pairs 0",
        "start --colour red"
      })
  void anythingElseIsRefused(String line) {
    assertThatIllegalArgumentException().isThrownBy(() -> parse(line));
  }

  private static Options parse(String line) {
    return Options.parse(line.split(" ", -1));
  }
}
