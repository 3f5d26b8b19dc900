package io.liveimage.benchmarks;

import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/**
 * What the command line asks for.
 *
 * @param pairs how often each subject is measured
 * @param warmUps how often it is run before that
 * @param only a part of the names of the subjects to measure; empty for all
 * @param json where the figures go
 */
record Options(int pairs, int warmUps, String only, Path json) {
  static final String USAGE =
      "Usage: io.liveimage.benchmarks.Benchmarks start"
          + " [--pairs 15] [--warmups 2] [--only TEXT] [--json FILE]";

  Options {
    if (pairs < 1 || warmUps < 0) {
      throw new IllegalArgumentException(USAGE);
    }
  }

  static Options parse(String[] arguments) {
    Deque<String> words = new ArrayDeque<>(List.of(arguments));
    if (!"start".equals(words.poll())) {
      throw new IllegalArgumentException(USAGE);
    }
    Options options = new Options(15, 2, "", Path.of("benchmarks", "target", "start.json"));
    while (!words.isEmpty()) {
      String option = words.remove();
      if (words.isEmpty()) {
        throw new IllegalArgumentException(USAGE);
      }
      options = options.with(option, words.remove());
    }
    return options;
  }

  private Options with(String option, String value) {
    return switch (option) {
      case "--pairs" -> new Options(Integer.parseInt(value), warmUps, only, json);
      case "--warmups" -> new Options(pairs, Integer.parseInt(value), only, json);
      case "--only" -> new Options(pairs, warmUps, value, json);
      case "--json" -> new Options(pairs, warmUps, only, Path.of(value));
      default -> throw new IllegalArgumentException(USAGE);
    };
  }

  List<Subject> subjects() {
    return Subject.all().stream().filter(subject -> subject.name().contains(only)).toList();
  }
}
