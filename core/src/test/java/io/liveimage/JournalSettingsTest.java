package io.liveimage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.liveimage.journal.JournalLimits;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JournalSettingsTest {
  private static JournalLimits limits(String key, String value) {
    return JournalSettings.limits(new Settings(Map.of(key, value)), StopPolicy.USUAL);
  }

  @ParameterizedTest
  @CsvSource({"1, 1", "4096, 4096", "10k, 10000", "10 kB, 10000", "3MB, 3000000", "2G, 2000000000"})
  void sizesHaveUnits(String text, long bytes) {
    assertThat(limits("liveimage.journal.checkpoint", text).due()).isEqualTo(bytes);
  }

  @Test
  void aJournalMayAlwaysGrowUntilACheckpointIsDue() {
    assertThat(limits("liveimage.journal.max", "1k").most()).isEqualTo(JournalLimits.DEFAULT.due());
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "-1", "1.5M", "many", "9999999999", "1T"})
  void whatIsNoSizeIsRefused(String text) {
    assertThatThrownBy(() -> limits("liveimage.journal.checkpoint", text))
        .isInstanceOf(LifecycleException.class)
        .hasMessageEndingWith("Expected a size such as 64MB.");
  }

  @Test
  void damageIsCutOnlyWhenSomebodyHasSaidSo() {
    assertThat(limits("liveimage.journal.damage", "refuse").cutsDamage()).isFalse();
    assertThat(limits("liveimage.journal.damage", "cut").cutsDamage()).isTrue();
    assertThatThrownBy(() -> limits("liveimage.journal.damage", "ignore"))
        .hasMessageEndingWith("Expected refuse or cut.");
  }
}
