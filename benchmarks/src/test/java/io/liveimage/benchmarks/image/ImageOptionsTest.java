package io.liveimage.benchmarks.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.liveimage.benchmarks.image.ImageOptions.Part;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ImageOptionsTest {
  @Test
  void allIsMeasuredWith100MegabytesUnlessOtherwiseAsked() {
    ImageOptions options = ImageOptions.parse(new String[0]);

    assertThat(options.parts()).containsExactlyInAnyOrder(Part.values());
    assertThat(options.orders()).isEqualTo(187_000);
  }

  @Test
  void optionsReplaceTheDefaults() {
    ImageOptions options = parse("--only pause --rounds 9 --warmups 0 --orders 2000");

    assertThat(options).isEqualTo(new ImageOptions(Set.of(Part.PAUSE), 9, 0, 2000));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "state",
        "--only",
        "--only everything",
        "--rounds 0",
        "--rounds many",
        "--warmups -1",
        "--orders 999",
        "--colour red"
      })
  void anythingElseIsRefused(String line) {
    assertThatIllegalArgumentException().isThrownBy(() -> parse(line));
  }

  private static ImageOptions parse(String line) {
    return ImageOptions.parse(line.split(" ", -1));
  }
}
