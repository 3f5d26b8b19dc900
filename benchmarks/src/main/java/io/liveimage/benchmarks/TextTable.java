package io.liveimage.benchmarks;

import io.liveimage.benchmarks.Comparison.Figure;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Comparisons for a terminal and for Markdown alike. */
final class TextTable {
  private static final List<String> HEADER =
      List.of("host", "bare", "host", "added: median (min to max)", "ratio");

  private final List<Comparison> comparisons;

  TextTable(List<Comparison> comparisons) {
    this.comparisons = comparisons;
  }

  /** Returns a table for each figure. */
  List<String> lines() {
    return comparisons.get(0).figures().keySet().stream().flatMap(this::lines).toList();
  }

  private Stream<String> lines(String figure) {
    List<String> header = new ArrayList<>(HEADER);
    header.set(0, figure);
    Stream<List<String>> rows =
        comparisons.stream().map(each -> row(each.subject(), each.figure(figure)));
    return Stream.concat(
            Stream.of(line(header), "|---|---:|---:|---:|---:|"), rows.map(TextTable::line))
        .collect(Collectors.collectingAndThen(Collectors.toList(), TextTable::withBlank));
  }

  private static Stream<String> withBlank(List<String> lines) {
    return Stream.concat(lines.stream(), Stream.of(""));
  }

  private static List<String> row(String subject, Figure figure) {
    return List.of(
        subject,
        number(figure.bare().median()),
        number(figure.subject().median()),
        "%s (%s to %s)"
            .formatted(
                signed(figure.added().median()),
                signed(figure.added().min()),
                signed(figure.added().max())),
        String.format(Locale.ROOT, "%.2f", figure.ratio().median()));
  }

  private static String line(List<String> cells) {
    return String.format("| %-31s | %8s | %8s | %28s | %6s |", cells.toArray());
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%.1f", value);
  }

  private static String signed(double value) {
    return String.format(Locale.ROOT, "%+.1f", value);
  }
}
