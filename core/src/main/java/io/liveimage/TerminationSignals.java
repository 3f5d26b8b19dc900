package io.liveimage;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * SIGTERM and SIGINT, handled once for all lifecycles of the process. Without this the JVM would
 * run its shutdown hooks and end with 143 or 130 whatever became of the stop.
 */
final class TerminationSignals {
  private static final Logger log = LoggerFactory.getLogger(Lifecycle.class);
  private static final List<String> NAMES = List.of("TERM", "INT");
  private static final int SIGNALLED = 128;

  /** Wrappers and terminals deliver one Ctrl-C twice. */
  private static final Duration APART = Duration.ofSeconds(2);

  private static final Set<Lifecycle> lifecycles = new LinkedHashSet<>();
  private static int counted;
  private static long countedAt;

  // What sun.misc has is named in method bodies only: of imports Javadoc warns, and that cannot be
  // switched off.
  private static final List<Runnable> restores = new ArrayList<>();

  private TerminationSignals() {}

  static synchronized void stopOnSignal(Lifecycle lifecycle) {
    if (lifecycles.isEmpty()) {
      NAMES.forEach(TerminationSignals::install);
    }
    lifecycles.add(lifecycle);
  }

  static synchronized void forget(Lifecycle lifecycle) {
    if (lifecycles.remove(lifecycle) && lifecycles.isEmpty()) {
      restores.forEach(Runnable::run);
      restores.clear();
      counted = 0;
    }
  }

  /** Whether another host of the process is up, whose own stop the process has to wait for. */
  static synchronized boolean isAnotherUp(StateMachine beside) {
    return lifecycles.stream().anyMatch(lifecycle -> lifecycle.isUpBeside(beside));
  }

  private static void install(String name) {
    try {
      var signal = new sun.misc.Signal(name);
      String said = "SIG" + name;
      int exitCode = SIGNALLED + signal.getNumber();
      var before = sun.misc.Signal.handle(signal, arrived -> stop(said, exitCode));
      restores.add(() -> sun.misc.Signal.handle(signal, before));
    } catch (IllegalArgumentException | LinkageError e) {
      log.warn(
          "SIG{} keeps the JVM's own handling ({}): a stop by it runs in a shutdown hook, and with"
              + " -Xrs not at all",
          name,
          e.getMessage());
    }
  }

  private static void stop(String signal, int exitCode) {
    if (!stopsSomething(signal, exitCode)) {
      System.exit(exitCode); // it came while we let go: do as the JVM does
    }
  }

  /** Holds the lock, so that a lifecycle that is forgotten has seen every signal that was ours. */
  private static synchronized boolean stopsSomething(String signal, int exitCode) {
    if (counts()) {
      lifecycles.forEach(lifecycle -> lifecycle.signalled(signal, exitCode, counted));
    }
    return !lifecycles.isEmpty();
  }

  private static boolean counts() {
    long now = System.nanoTime();
    if (counted > 0 && now - countedAt < APART.toNanos()) {
      return false;
    }
    counted++;
    countedAt = now;
    return true;
  }
}
