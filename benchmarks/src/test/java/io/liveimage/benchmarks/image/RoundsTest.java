package io.liveimage.benchmarks.image;

import static org.assertj.core.api.Assertions.assertThat;

import io.liveimage.benchmarks.Spread;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;

class RoundsTest {
  @Test
  void ratiosAreThoseOfTheSameRound() {
    Rounds rounds = new Rounds();
    rounds.add("fast", 1, 10);
    rounds.add("slow", 8, 20);
    rounds.add("fast", 2, 10);
    rounds.add("slow", 4, 30);
    rounds.add("fast", 4, 10);
    rounds.add("slow", 4, 40);

    Spread ratio = rounds.ratio("slow", 0, "fast", 0);

    assertThat(ratio).isEqualTo(Spread.of(DoubleStream.of(8, 2, 1)));
    assertThat(rounds.figure("slow", 1).median()).isEqualTo(30);
    assertThat(rounds.rows()).containsExactly("fast", "slow");
  }
}
