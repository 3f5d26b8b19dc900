package io.liveimage.benchmarks.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command as a user runs it, with next to no state. */
class ImageBenchmarkIT {
  @TempDir Path directory;

  @Test
  void workersWriteAndReadTheSameBytesSideBySide() throws Exception {
    String printed = command("--only", "bytes");

    assertThat(printed)
        .containsPattern("\\| LiveImage, raw bytes +\\| +1\\.07 \\| +[\\d.,]+ / [\\d.,]+ \\|")
        .containsPattern("\\| the disk +\\| .* 1\\.00 \\(1\\.00 to 1\\.00\\) / ");
  }

  @Test
  void pausesOfEveryCaptureAreMeasured() throws Exception {
    String printed = command("--only", "pause");

    assertThat(printed)
        .containsPattern("\\| 106 entries, persistent map, encoded later +\\| +[\\d.]+ \\(")
        .containsPattern("\\| 10,695 entries, HashMap, encoded at once +\\| +[\\d.]+ \\(");
  }

  @Test
  void everyLogIsMeasuredWithOneWriterAndWithMany() throws Exception {
    String printed = command("--only", "journal");

    assertThat(printed)
        .containsPattern("\\| LiveImage, journal +\\| +[\\d.,]+ \\| +[\\d.,]+ \\| +[\\d.]+ \\(")
        .containsPattern("\\| Prevayler 2\\.6 +\\| +[\\d.,]+ \\| +[\\d.,]+ \\| +[\\d.,]+ \\|")
        .contains("| H2 2.4.240, forced ", "| H2 2.4.240, not forced ");
  }

  private String command(String... arguments) throws IOException, InterruptedException {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    String classPath =
        Path.of("target/benchmarks.jar").toAbsolutePath()
            + ":"
            + Path.of("target/lib").toAbsolutePath()
            + "/*";
    ProcessBuilder builder =
        new ProcessBuilder(java, "-cp", classPath, ImageBenchmarks.class.getName());
    builder.command().addAll(List.of("--rounds", "1", "--warmups", "0", "--orders", "2000"));
    builder.command().addAll(List.of(arguments));
    Path output = directory.resolve("output");
    builder.directory(Files.createDirectory(directory.resolve("work")).toFile());
    Process process = builder.redirectErrorStream(true).redirectOutput(output.toFile()).start();

    boolean ended = process.waitFor(5, TimeUnit.MINUTES);

    String printed = Files.readString(output, StandardCharsets.UTF_8);
    assertThat(ended && process.exitValue() == 0).as(printed).isTrue();
    assertThat(builder.directory()).isEmptyDirectory();
    return printed;
  }
}
