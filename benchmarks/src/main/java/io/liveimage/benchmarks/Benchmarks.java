package io.liveimage.benchmarks;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import tools.jackson.databind.json.JsonMapper;

/**
 * The command: with the argument {@code start} it measures what a live image adds to the start and
 * to the stop of a bare {@code main}, and what its peers add. The hosts run on the class path of
 * this process. Needs Linux.
 */
@SuppressWarnings("SystemOut") // a command talks to its terminal
public final class Benchmarks {
  private Benchmarks() {}

  /**
   * Measures, prints tables, and writes the figures as JSON. Exits with 64 for a wrong command
   * line.
   *
   * @param arguments {@code start}, and options
   * @throws IOException when a host does not do what it should
   * @throws InterruptedException when it is interrupted
   */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    try {
      run(Options.parse(arguments));
    } catch (IllegalArgumentException e) {
      System.err.println(Options.USAGE);
      System.exit(64);
    }
  }

  private static void run(Options options) throws IOException, InterruptedException {
    List<Comparison> comparisons =
        new StartBenchmark(options.subjects(), System.err::println)
            .run(options.warmUps(), options.pairs());
    System.out.printf(
        "JDK %s, %d processors, %d pairs%n%n",
        Runtime.version(), Runtime.getRuntime().availableProcessors(), options.pairs());
    new TextTable(comparisons).lines().forEach(System.out::println);
    write(options.json(), comparisons);
  }

  private static void write(Path json, List<Comparison> comparisons) {
    JsonMapper.builder().build().writerWithDefaultPrettyPrinter().writeValue(json, comparisons);
    System.err.println("Figures are in " + json);
  }
}
