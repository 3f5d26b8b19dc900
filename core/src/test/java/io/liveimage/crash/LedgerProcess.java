package io.liveimage.crash;

import java.io.File;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A ledger in a JVM of its own, which says on stdout what was acknowledged. */
final class LedgerProcess {
  static final int WRITERS = 8;

  private static final PrintStream OUT = System.out;

  private LedgerProcess() {}

  /** Starts {@link #main}, with the command line of a tool before it, if any. */
  static Process start(List<String> tool, String action, Path home, long first) throws IOException {
    var command = new ArrayList<>(tool);
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xshare:auto", "-cp"));
    command.add(classPath());
    command.addAll(List.of(LedgerProcess.class.getName(), action, home.toString(), "" + first));
    var builder = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD);
    builder.environment().remove("JAVA_TOOL_OPTIONS");
    return builder.start();
  }

  /** Only what a ledger needs, so that it starts fast. */
  private static String classPath() {
    return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
        .filter(
            path -> path.matches(".*(classes|(liveimage-core|jackson-|slf4j-api|jspecify)[^/]*)/?"))
        .collect(Collectors.joining(File.pathSeparator));
  }

  /**
   * Does one of: {@code steps} (a few appends and saves, to their end), {@code load} (appends by
   * some threads, and saves, until killed).
   *
   * @param arguments the action, the home of the ledger, and the first number that is appended
   */
  public static void main(String[] arguments) {
    HostedLedger ledger = HostedLedger.start(Path.of(arguments[1]));
    long first = Long.parseLong(arguments[2]);
    if (arguments[0].equals("steps")) {
      steps(ledger, first);
    } else {
      load(ledger, first);
    }
  }

  /** Saves three images, of which two stay: the last one at its stop. */
  private static void steps(HostedLedger ledger, long first) {
    append(ledger, first);
    ledger.save();
    append(ledger, first + 1);
    ledger.save();
    append(ledger, first + 2);
    ledger.close();
    say("end");
  }

  private static void load(HostedLedger ledger, long first) {
    for (int writer = 0; writer < WRITERS; writer++) {
      long next = first + writer;
      new Thread(() -> appendAlways(ledger, next)).start();
    }
    while (true) {
      ledger.save();
    }
  }

  /** Every writer has numbers of its own. */
  private static void appendAlways(HostedLedger ledger, long first) {
    for (long number = first; true; number += WRITERS) {
      append(ledger, number);
    }
  }

  private static void append(HostedLedger ledger, long number) {
    ledger.append(number);
    say(Long.toString(number));
  }

  /** In one write, so that a line is whole whenever the process is killed. */
  private static void say(String line) {
    byte[] bytes = (line + "\n").getBytes();
    synchronized (OUT) {
      OUT.write(bytes, 0, bytes.length);
      OUT.flush();
    }
  }
}
