package io.liveimage.benchmarks.image;

import io.liveimage.benchmarks.Spread;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Figures for a terminal and for Markdown alike. */
final class Table {
  private final List<List<String>> rows = new ArrayList<>();

  /**
   * Makes a table without figures.
   *
   * @param title what the first column has, and under which circumstances
   * @param columns the others
   */
  Table(String title, String... columns) {
    row(title, columns);
  }

  void row(String name, String... cells) {
    List<String> row = new ArrayList<>(List.of(name));
    row.addAll(List.of(cells));
    rows.add(row);
  }

  List<String> lines() {
    List<String> lines = new ArrayList<>();
    rows.forEach(row -> lines.add(line(row)));
    lines.add(1, "|---|" + "---:|".repeat(rows.get(0).size() - 1));
    return lines;
  }

  private String line(List<String> row) {
    StringBuilder line = new StringBuilder("|");
    for (int column = 0; column < row.size(); column++) {
      String format = column == 0 ? " %-" + width(column) + "s |" : " %" + width(column) + "s |";
      line.append(format.formatted(row.get(column)));
    }
    return line.toString();
  }

  private int width(int column) {
    return rows.stream().mapToInt(row -> row.get(column).length()).max().orElse(1);
  }

  /** Returns a number with three digits that count, if it is small. */
  static String number(double value) {
    String format = value >= 100 ? "%,.0f" : value >= 10 ? "%.1f" : value >= 1 ? "%.2f" : "%.3f";
    return String.format(Locale.ROOT, format, value);
  }

  /** Returns the middle, and the ends in parentheses. */
  static String numbers(Spread spread) {
    return "%s (%s to %s)"
        .formatted(number(spread.median()), number(spread.min()), number(spread.max()));
  }

  /** Returns a ratio, unless it was of figures too small to be measured. */
  static String ratio(double value) {
    return Double.isFinite(value) ? String.format(Locale.ROOT, "%.2f", value) : "-";
  }

  static String ratio(Spread spread) {
    return "%s (%s to %s)"
        .formatted(ratio(spread.median()), ratio(spread.min()), ratio(spread.max()));
  }
}
