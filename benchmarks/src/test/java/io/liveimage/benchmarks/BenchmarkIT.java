package io.liveimage.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The command as a user runs it, once through all hosts. */
class BenchmarkIT {
  private static final String CLASS_PATH = "target/benchmarks.jar:target/lib/*";

  @TempDir Path directory;

  @Test
  void measuresEveryHostBesideABareOne() throws Exception {
    Path json = directory.resolve("start.json");

    String printed = command("start", "--pairs", "1", "--warmups", "0", "--json", json.toString());

    JsonNode figures = JsonMapper.shared().readTree(Files.readString(json));
    assertThat(figures.size()).isEqualTo(Subject.all().size());
    for (JsonNode each : figures) {
      assertThat(printed).contains("| " + each.get("subject").asString());
      assertPlausible(each.get("figures"));
    }
  }

  private static void assertPlausible(JsonNode figures) {
    for (String name : List.of("start ms", "cpu ms", "rss MB", "threads", "stop ms")) {
      assertThat(median(figures, name, "bare")).as(name).isPositive();
      assertThat(median(figures, name, "subject")).as(name).isPositive();
    }
  }

  private static double median(JsonNode figures, String name, String of) {
    return figures.get(name).get(of).get("median").asDouble();
  }

  @Test
  void theKillPortAddsAThreadToTheCore() throws Exception {
    Path json = directory.resolve("start.json");

    command("start", "--pairs", "1", "--warmups", "0", "--only", "core", "--json", json.toString());

    JsonNode figures = JsonMapper.shared().readTree(Files.readString(json));
    assertThat(figures.valueStream().map(each -> each.get("subject").asString()))
        .containsExactly("LiveImage, core only", "LiveImage, core and kill port");
    assertThat(median(figures.get(1).get("figures"), "threads", "added"))
        .isGreaterThan(median(figures.get(0).get("figures"), "threads", "added"));
  }

  private String command(String... arguments) throws IOException, InterruptedException {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    ProcessBuilder builder =
        new ProcessBuilder(java, "-cp", CLASS_PATH, Benchmarks.class.getName());
    builder.command().addAll(List.of(arguments));
    Path output = directory.resolve("output");
    Process process = builder.redirectErrorStream(true).redirectOutput(output.toFile()).start();

    boolean ended = process.waitFor(5, TimeUnit.MINUTES);

    String printed = Files.readString(output, StandardCharsets.UTF_8);
    assertThat(ended && process.exitValue() == 0).as(printed).isTrue();
    return printed;
  }
}
