package io.liveimage.repl.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.liveimage.repl.engine.Input;
import io.liveimage.repl.engine.Outcome;
import io.liveimage.repl.engine.SessionIo;
import io.liveimage.repl.engine.ValueCodec;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.objectweb.asm.ClassWriter;

class LiveImageTest {
  private final LiveImage image =
      new LiveImage(LiveImageTest.class.getClassLoader(), ValueCodec.NONE, WarmUp.OFF);

  @AfterEach
  void close() {
    image.close();
  }

  @Test
  void imageThatNobodyUsedIsSavedWithoutDefinitions() {
    assertThat(image.save().script().text()).isEqualTo("// LiveImage script 1, 0 definitions\n");
  }

  @Test
  void imageWithoutDefinitionsNeedsNoEngine() {
    image.restore("// LiveImage script 1, 0 definitions\n");

    assertThat(image.save().script().text()).isEqualTo("// LiveImage script 1, 0 definitions\n");
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

  @Test
  void closedSessionIsNotInterruptedWhileNoSnippetRuns() throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch closed = new CountDownLatch(1);
    CompletableFuture<Boolean> interrupted = new CompletableFuture<>();
    Session impatient = session();
    impatient.execute(
        () -> {
          begun.countDown();
          interrupted.complete(isInterruptedBefore(closed));
        });
    begun.await();
    impatient.close();
    closed.countDown();

    assertThat(interrupted.get()).isFalse();
  }

  private static boolean isInterruptedBefore(CountDownLatch closed) {
    try {
      closed.await();
      return Thread.currentThread().isInterrupted();
    } catch (InterruptedException e) {
      return true;
    }
  }

  @Test
  void interruptedHostBindsAndStaysInterrupted() {
    image.warmUp();
    Thread.currentThread().interrupt();
    image.bind("fromJar", new ClassWriter(0));

    assertThat(Thread.interrupted()).isTrue();
    assertThat(evaluate("fromJar.newUTF8(\"text\")"))
        .hasOnlyElementsOfType(Outcome.Value.class)
        .hasSize(1);
  }

  private Session session() {
    return new Session(
        image, "a test", new SessionIo(System.out, System.err, InputStream.nullInputStream()));
  }

  private List<Outcome> evaluate(String source) {
    List<Outcome> outcomes = new ArrayList<>();
    session().evaluate(source, outcomes::add);
    return outcomes;
  }
}
