package io.liveimage.killport;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * How many file descriptors the kill port takes from the host for connections that may come to
 * nothing: a part of what the process may open, but not many, and not too few to work.
 *
 * @param arrivals the most that are accepted at once: all are proved in one look at the system, so
 *     that many at once are what a flood is met with
 * @param connections the most that are asked to type something, and that take their leave
 */
record Allowance(int arrivals, int connections) {
  private static final Path LIMITS = Path.of("/proc/self/limits");
  private static final String OPEN_FILES = "Max open files";
  private static final int USUAL_LIMIT = 4096;
  private static final int LEAST = 16;

  static Allowance ofThisProcess() {
    try (Stream<String> lines = Files.lines(LIMITS)) {
      return lines
          .filter(line -> line.startsWith(OPEN_FILES))
          .map(Allowance::ofLine)
          .findFirst()
          .orElse(ofLimit(USUAL_LIMIT));
    } catch (IOException e) {
      return ofLimit(USUAL_LIMIT);
    }
  }

  /** {@code Max open files 1024 1048576 files}. */
  static Allowance ofLine(String line) {
    String soft = line.substring(OPEN_FILES.length()).strip().split("\\s+", 2)[0];
    return ofLimit(soft.matches("\\d{1,9}") ? Integer.parseInt(soft) : Integer.MAX_VALUE);
  }

  private static Allowance ofLimit(int files) {
    return new Allowance(within(files / 5, 1024), within(files / 8, 256));
  }

  private static int within(int part, int most) {
    return Math.max(LEAST, Math.min(most, part));
  }
}
