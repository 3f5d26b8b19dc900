package io.liveimage.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class ComparisonTest {
  private static final Subject SUBJECT = Subject.all().get(0);

  @Test
  void differencesAreTakenPairByPair() {
    List<Pair> pairs = List.of(pair(100, 150), pair(200, 210), pair(300, 380));

    Comparison.Figure start = Comparison.of(SUBJECT, pairs).figure(Comparison.START);

    assertThat(start.added()).isEqualTo(new Spread(10, 50, 80));
    assertThat(start.ratio().max()).isEqualTo(1.5);
  }

  @Test
  void aTableHasARowForEachSubjectAndFigure() {
    Comparison comparison = Comparison.of(SUBJECT, List.of(pair(100, 150)));

    List<String> lines = new TextTable(List.of(comparison)).lines();

    assertThat(lines).filteredOn(line -> line.contains(SUBJECT.name())).hasSize(5);
    assertThat(lines.get(2)).contains("100.0", "150.0", "+50.0 (+50.0 to +50.0)", "1.50");
  }

  private static Pair pair(long bareMillis, long subjectMillis) {
    return new Pair(sample(bareMillis), sample(subjectMillis));
  }

  private static Sample sample(long startMillis) {
    Load load = new Load(Duration.ofMillis(80), 60_000_000, 20);
    return new Sample(Duration.ofMillis(startMillis), load, Duration.ofMillis(10));
  }
}
