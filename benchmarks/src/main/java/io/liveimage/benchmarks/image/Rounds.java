package io.liveimage.benchmarks.image;

import io.liveimage.benchmarks.Spread;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;

/** Figures of what was measured side by side, round by round. */
final class Rounds {
  private final Map<String, List<double[]>> rounds = new LinkedHashMap<>();

  /** Adds one round of one row; each round of it has the same figures in the same order. */
  void add(String row, double... figures) {
    rounds.computeIfAbsent(row, name -> new ArrayList<>()).add(figures);
  }

  /** Returns the rows in the order in which they were first measured. */
  Set<String> rows() {
    return rounds.keySet();
  }

  Spread figure(String row, int figure) {
    return Spread.of(rounds(row).stream().mapToDouble(figures -> figures[figure]));
  }

  /** Returns the ratio of two figures of the same round. */
  Spread ratio(String row, int figure, String divisorRow, int divisor) {
    List<double[]> dividends = rounds(row);
    List<double[]> divisors = rounds(divisorRow);
    return Spread.of(
        IntStream.range(0, dividends.size())
            .mapToDouble(round -> dividends.get(round)[figure] / divisors.get(round)[divisor]));
  }

  private List<double[]> rounds(String row) {
    return rounds.getOrDefault(row, List.of());
  }
}
