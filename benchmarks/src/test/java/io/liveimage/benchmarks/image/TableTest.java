package io.liveimage.benchmarks.image;

import static org.assertj.core.api.Assertions.assertThat;

import io.liveimage.benchmarks.Spread;
import org.junit.jupiter.api.Test;

class TableTest {
  @Test
  void columnsAreAsWideAsTheirWidestCell() {
    Table table = new Table("Codec", "ms", "ratio");
    table.row("Smile", Table.number(1234.5), Table.ratio(new Spread(1, 2, 3)));

    assertThat(table.lines())
        .containsExactly(
            "| Codec |    ms |               ratio |",
            "|---|---:|---:|",
            "| Smile | 1,235 | 2.00 (1.00 to 3.00) |");
  }

  @Test
  void numbersHaveThreeDigitsThatCount() {
    assertThat(Table.numbers(new Spread(0.0123, 1.234, 56.78))).isEqualTo("1.23 (0.012 to 56.8)");
  }

  @Test
  void aRatioOfNothingIsNotShown() {
    assertThat(Table.ratio(0.0 / 0.0)).isEqualTo("-");
  }
}
