package io.liveimage.repl.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class EvaluationGateTest {
  private static final Duration LONG = Duration.ofSeconds(30);
  private static final Duration SHORT = Duration.ofMillis(20);

  private final EvaluationGate gate = new EvaluationGate();

  @Test
  void openGateLetsIn() {
    assertThatCode(gate::enter).doesNotThrowAnyException();
    assertThatCode(gate::check).doesNotThrowAnyException();
  }

  @Test
  void closedGateRefuses() {
    assertThat(gate.close(LONG)).isTrue();

    assertThatThrownBy(gate::enter)
        .isInstanceOf(StoppingHostException.class)
        .hasMessage("The host is being stopped; nothing is evaluated any more.");
  }

  @Test
  void closingTellsWhoIsInside() {
    gate.enter();

    assertThat(gate.close(SHORT)).isFalse();
    assertThatThrownBy(gate::check)
        .isInstanceOf(StoppingHostException.class)
        .hasMessageContaining("may be missing in its image");
  }

  @Test
  void closingWaitsForWhoIsInside() throws Exception {
    gate.enter();
    CompletableFuture<Boolean> closed = CompletableFuture.supplyAsync(() -> gate.close(LONG));

    gate.leave();

    assertThat(closed.get(30, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void openedAgainItLetsIn() {
    gate.close(SHORT);

    gate.open();

    assertThatCode(gate::enter).doesNotThrowAnyException();
  }

  @Test
  void interruptedClosingDoesNotWait() {
    gate.enter();
    Thread.currentThread().interrupt();

    assertThat(gate.close(LONG)).isFalse();
    assertThat(Thread.interrupted()).isTrue();
  }
}
