package io.liveimage.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Starts and stops hosts in turn: a bare one, a subject, a bare one, the next subject. */
final class StartBenchmark {
  private final List<Subject> subjects;
  private final Consumer<String> progress;

  StartBenchmark(List<Subject> subjects, Consumer<String> progress) {
    this.subjects = subjects;
    this.progress = progress;
  }

  /** Measures each subject as often; what the rounds to warm up have cost is not counted. */
  List<Comparison> run(int warmUps, int rounds) throws IOException, InterruptedException {
    Map<Subject, List<Pair>> pairs = new LinkedHashMap<>();
    for (int round = 1 - warmUps; round <= rounds; round++) {
      progress.accept(round > 0 ? "round %d of %d".formatted(round, rounds) : "warming up");
      for (Subject subject : subjects) {
        Pair pair = new Pair(measure(subject.baseline()), measure(subject));
        if (round > 0) {
          pairs.computeIfAbsent(subject, key -> new ArrayList<>()).add(pair);
        }
      }
    }
    return pairs.entrySet().stream()
        .map(entry -> Comparison.of(entry.getKey(), entry.getValue()))
        .toList();
  }

  private static Sample measure(Subject subject) throws IOException, InterruptedException {
    Path directory = Files.createTempDirectory("liveimage-benchmark");
    try {
      return HostProcess.measure(subject, directory);
    } finally {
      delete(directory);
    }
  }

  private static void delete(Path directory) throws IOException {
    try (var tree = Files.walk(directory)) {
      for (Path path : tree.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }
}
