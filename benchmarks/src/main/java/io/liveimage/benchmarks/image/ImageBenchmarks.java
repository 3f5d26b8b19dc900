package io.liveimage.benchmarks.image;

import io.liveimage.benchmarks.image.ImageOptions.Part;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/**
 * The command that measures images and journals: how fast state is saved and restored, how long a
 * component is held still for it, and how fast events become durable, each beside its peers and
 * what the disk itself can do.
 */
@SuppressWarnings("SystemOut") // a command talks to its terminal
public final class ImageBenchmarks {
  private final ImageOptions options;
  private final Path directory;

  private ImageBenchmarks(ImageOptions options, Path directory) {
    this.options = options;
    this.directory = directory;
  }

  /**
   * Measures, and prints tables. The files are made in a new directory below the working directory,
   * so that they are on its disk, and removed. Exits with 64 for a wrong command line.
   *
   * @param arguments options
   * @throws Exception when something measured does not do what it should
   */
  public static void main(String[] arguments) throws Exception {
    try {
      run(ImageOptions.parse(arguments));
    } catch (IllegalArgumentException e) {
      System.err.println(ImageOptions.USAGE);
      System.exit(64);
    }
  }

  private static void run(ImageOptions options) throws Exception {
    Path directory = Files.createTempDirectory(Path.of("").toAbsolutePath(), "image-benchmark");
    try {
      new ImageBenchmarks(options, directory).run();
    } finally {
      delete(directory);
    }
  }

  private void run() throws Exception {
    System.out.printf(
        "JDK %s, %d processors, %d rounds%n%n",
        Runtime.version(), Runtime.getRuntime().availableProcessors(), options.rounds());
    for (Part part : Part.values()) {
      if (options.parts().contains(part)) {
        measure(part);
      }
    }
  }

  private void measure(Part part) throws Exception {
    switch (part) {
      case COLD -> measureCold(options.orders() / 10, options.orders());
      case WARM -> print(warm("warm", Contender.CODECS));
      case SECTIONS -> print(warm("warm, LiveImage, Smile", Contender.SECTIONS));
      case BYTES -> print(warm("as many bytes, warm", Contender.BYTES));
      case PAUSE -> measurePause(scaled(10_000), scaled(1_000_000));
      case JOURNAL -> measureJournal();
    }
  }

  private void measureCold(int... orders) throws IOException {
    for (int each : orders) {
      print(comparison(Contender.CODECS, each).cold(title(each, "cold"), options.rounds()));
    }
  }

  private Table warm(String what, List<Contender<?>> contenders) throws IOException {
    return comparison(contenders, options.orders())
        .warm(title(options.orders(), what), options.warmUps(), options.rounds());
  }

  private StateComparison comparison(List<Contender<?>> contenders, int orders) {
    return new StateComparison(contenders, orders, directory);
  }

  private static String title(int orders, String what) {
    return String.format(Locale.ROOT, "%,d orders, %s", orders, what);
  }

  private void measurePause(int... sizes) {
    var pause = new PauseBenchmark(directory.resolve("pause"));
    print(pause.run(options.warmUps(), options.rounds(), sizes));
  }

  private void measureJournal() throws Exception {
    int events = scaled(1_000);
    try (var journal = new JournalBenchmark(directory.resolve("journals"), events)) {
      print(journal.latencies(options.rounds(), events));
      print(journal.rates(options.rounds(), Duration.ofMillis(scaled(700))));
    }
  }

  /** Returns a number for as many orders as there are instead of those of 100 MB. */
  private int scaled(int number) {
    return (int) ((long) number * options.orders() / OrderBook.ORDERS_OF_100_MB);
  }

  private static void print(Table table) {
    table.lines().forEach(System.out::println);
    System.out.println();
  }

  private static void delete(Path directory) throws IOException {
    try (var tree = Files.walk(directory)) {
      for (Path path : tree.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }
}
