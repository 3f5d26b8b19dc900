package io.liveimage.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.liveimage.Component;
import io.liveimage.Lifecycle;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What a scrape shows, by the rules of {@code promtool check metrics}: help and type for each
 * family, {@code _total} on counters and nowhere else, base units, no type in a name.
 */
class PrometheusScrapeTest {
  private static final Pattern FAMILY = Pattern.compile("# TYPE (\\S+) (\\S+)");
  private static final Pattern SAMPLE =
      Pattern.compile("([a-z_]+)\\{[a-z]+=\"[^\"]*\"(,[a-z]+=\"[^\"]*\")*} \\S+");

  @TempDir Path home;

  @Test
  void aScrapeFollowsTheRulesOfPrometheus() {
    List<String> lines = scrape().lines().toList();

    Set<String> families = new TreeSet<>();
    for (String line : lines) {
      Matcher family = FAMILY.matcher(line);
      if (family.matches()) {
        families.add(family.group(1));
        assertThat(lines).anyMatch(help -> help.startsWith("# HELP " + family.group(1) + " "));
        assertThat(family.group(1).endsWith("_total")).isEqualTo(family.group(2).equals("counter"));
        assertThat(family.group(1)).doesNotContain("gauge", "summary", "millis");
      }
    }
    assertThat(families)
        .containsExactly(
            "liveimage_capture_seconds",
            "liveimage_capture_seconds_max",
            "liveimage_component_restarts_total",
            "liveimage_component_step_seconds",
            "liveimage_component_step_seconds_max",
            "liveimage_component_up",
            "liveimage_errors_total",
            "liveimage_image_age_seconds",
            "liveimage_image_generation",
            "liveimage_image_section_size_bytes",
            "liveimage_journal_appended_total",
            "liveimage_journal_bytes_total",
            "liveimage_journal_failed",
            "liveimage_journal_forces_total",
            "liveimage_journal_replay_size_bytes",
            "liveimage_journal_sequence",
            "liveimage_ready",
            "liveimage_save_bytes",
            "liveimage_save_seconds",
            "liveimage_save_seconds_max",
            "liveimage_save_size_bytes",
            "liveimage_save_size_bytes_max",
            "liveimage_start_duration_seconds",
            "liveimage_state",
            "liveimage_uptime_seconds");
    assertThat(lines.stream().filter(line -> !line.startsWith("#")).collect(Collectors.toList()))
        .isNotEmpty()
        .allMatch(line -> SAMPLE.matcher(line).matches());
  }

  private String scrape() {
    PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    try (Lifecycle lifecycle =
        Lifecycle.forTest(home)
            .name("notes")
            .component("db", new Database())
            .state("count", Integer.class, () -> 7, count -> {})
            .start()) {
      lifecycle.journal("count", Integer.class, event -> {});
      new LifecycleMetrics(lifecycle).bindTo(registry);
      lifecycle.restart("db");
      lifecycle.save("the test");
      return registry.scrape();
    }
  }

  /** Has a start to be timed. */
  private static final class Database implements Component {
    @Override
    public void start() {}

    @Override
    public void stop() {}
  }
}
