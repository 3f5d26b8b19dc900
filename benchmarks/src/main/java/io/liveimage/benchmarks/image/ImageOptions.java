package io.liveimage.benchmarks.image;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * What the command line asks for.
 *
 * @param parts what is measured
 * @param rounds how often
 * @param warmUps how often it is run before that, where it is to be warm
 * @param orders how much state there is
 */
record ImageOptions(Set<Part> parts, int rounds, int warmUps, int orders) {
  static final String USAGE =
      "Usage: io.liveimage.benchmarks.image.ImageBenchmarks"
          + " [--only cold|warm|sections|bytes|pause|journal]"
          + " [--rounds 3] [--warmups 3] [--orders 187000]";

  /** The smallest state of which every part of every contender has something. */
  private static final int FEWEST_ORDERS = 1_000;

  /** What can be measured by itself. */
  enum Part {
    COLD,
    WARM,
    SECTIONS,
    BYTES,
    PAUSE,
    JOURNAL
  }

  ImageOptions {
    if (rounds < 1 || warmUps < 0 || orders < FEWEST_ORDERS) {
      throw new IllegalArgumentException(USAGE);
    }
  }

  static ImageOptions parse(String[] arguments) {
    Deque<String> words = new ArrayDeque<>(List.of(arguments));
    ImageOptions options =
        new ImageOptions(Set.of(Part.values()), 3, 3, OrderBook.ORDERS_OF_100_MB);
    while (!words.isEmpty()) {
      String option = words.remove();
      if (words.isEmpty()) {
        throw new IllegalArgumentException(USAGE);
      }
      options = options.with(option, words.remove());
    }
    return options;
  }

  private ImageOptions with(String option, String value) {
    return switch (option) {
      case "--only" -> new ImageOptions(Set.of(part(value)), rounds, warmUps, orders);
      case "--rounds" -> new ImageOptions(parts, Integer.parseInt(value), warmUps, orders);
      case "--warmups" -> new ImageOptions(parts, rounds, Integer.parseInt(value), orders);
      case "--orders" -> new ImageOptions(parts, rounds, warmUps, Integer.parseInt(value));
      default -> throw new IllegalArgumentException(USAGE);
    };
  }

  private static Part part(String name) {
    return Part.valueOf(name.toUpperCase(Locale.ROOT));
  }
}
