package io.liveimage.repl.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.liveimage.repl.engine.Input;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LiveImageTest {
  private final LiveImage image = new LiveImage(LiveImageTest.class.getClassLoader());

  @AfterEach
  void close() {
    image.close();
  }

  @Test
  void imageThatNobodyUsedIsSavedWithoutDefinitions() {
    assertThat(image.save()).isEqualTo("// LiveImage script 1, 0 definitions\n");
  }

  @Test
  void imageWithoutDefinitionsNeedsNoEngine() {
    image.restore("// LiveImage script 1, 0 definitions\n");

    assertThat(image.save()).isEqualTo("// LiveImage script 1, 0 definitions\n");
  }

  @Test
  void damagedTextIsRefused() {
    assertThatThrownBy(() -> image.restore("no script"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void nameThatTheEngineCannotTakeDoesNotHarmTheHost() {
    image.warmUp();

    assertThatCode(() -> image.bind("not a name", 1)).doesNotThrowAnyException();
    assertThat(image.inspect("1 + 1")).isEqualTo(Input.COMPLETE);
  }

  @Test
  void closedImageTakesNothingAndDoesNotOpenAgain() {
    image.warmUp();
    image.close();

    assertThatCode(() -> image.bind("late", 1)).doesNotThrowAnyException();
    assertThatThrownBy(() -> image.inspect("1"))
        .isInstanceOf(StoppingHostException.class)
        .hasMessage("The host is stopped.");
    assertThatCode(image::close).doesNotThrowAnyException();
  }
}
