package io.liveimage.benchmarks;

import static java.util.Objects.requireNonNull;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/**
 * A subject beside its baseline, figure by figure.
 *
 * @param subject the name of the subject
 * @param figures what was compared, by its name
 */
record Comparison(String subject, Map<String, Figure> figures) {
  static final String START = "start ms";
  static final String CPU = "cpu ms";
  static final String MEMORY = "rss MB";
  static final String THREADS = "threads";
  static final String STOP = "stop ms";

  /**
   * One figure.
   *
   * @param bare of the baseline
   * @param subject of the subject
   * @param added subject less baseline, pair by pair
   * @param ratio subject by baseline, pair by pair
   */
  record Figure(Spread bare, Spread subject, Spread added, Spread ratio) {
    static Figure of(List<Pair> pairs, ToDoubleFunction<Sample> figure) {
      return new Figure(
          Spread.of(pairs.stream().mapToDouble(pair -> figure.applyAsDouble(pair.bare()))),
          Spread.of(pairs.stream().mapToDouble(pair -> figure.applyAsDouble(pair.subject()))),
          Spread.of(
              pairs.stream()
                  .mapToDouble(
                      pair ->
                          figure.applyAsDouble(pair.subject())
                              - figure.applyAsDouble(pair.bare()))),
          Spread.of(
              pairs.stream()
                  .mapToDouble(
                      pair ->
                          figure.applyAsDouble(pair.subject())
                              / figure.applyAsDouble(pair.bare()))));
    }
  }

  static Comparison of(Subject subject, List<Pair> pairs) {
    Map<String, Figure> figures = new LinkedHashMap<>();
    figures.put(START, Figure.of(pairs, Sample::startMillis));
    figures.put(CPU, Figure.of(pairs, Sample::cpuMillis));
    figures.put(MEMORY, Figure.of(pairs, Sample::megabytes));
    figures.put(THREADS, Figure.of(pairs, Sample::threads));
    figures.put(STOP, Figure.of(pairs, Sample::stopMillis));
    return new Comparison(subject.name(), figures);
  }

  Figure figure(String name) {
    return requireNonNull(figures.get(name), name);
  }
}
