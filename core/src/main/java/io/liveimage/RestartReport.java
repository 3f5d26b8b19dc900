package io.liveimage;

import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a restart of one component did, with those that depend on it.
 *
 * @param component the component that was asked for
 * @param steps what was done, in the order in which it ended
 * @param running the components that were restarted and run
 * @param notRunning those that do not run now, and why; empty when all went well
 * @param duration how long it took
 */
public record RestartReport(
    String component,
    List<Step> steps,
    List<String> running,
    Map<String, String> notRunning,
    Duration duration) {

  /**
   * Copies the collections.
   *
   * @param component the component that was asked for
   * @param steps what was done
   * @param running the components that were restarted and run
   * @param notRunning those that do not run now, and why
   * @param duration how long it took
   */
  public RestartReport {
    steps = List.copyOf(steps);
    running = List.copyOf(running);
    notRunning = Collections.unmodifiableMap(new LinkedHashMap<>(notRunning));
  }

  /**
   * Returns whether all that was to be restarted runs again.
   *
   * @return false when {@link #notRunning()} says what does not
   */
  public boolean succeeded() {
    return notRunning.isEmpty();
  }

  /**
   * Returns what came of it, in one line.
   *
   * @return such as {@code Restarted http, admin in 41 ms}
   */
  public String conclusion() {
    String took = Figures.duration(duration);
    if (succeeded()) {
      return "Restarted %s in %s".formatted(String.join(", ", running), took);
    }
    String runs = running.isEmpty() ? "none of them" : String.join(", ", running);
    return "Restart of %s failed after %s. Not running: %s. Running again: %s. To try again: restart(\"%1$s\")"
        .formatted(component, took, notRunning, runs);
  }

  /**
   * Returns the steps as lines with bars, for a log or a terminal: one line for each, in the order
   * in which they began, within 100 columns.
   *
   * @return the lines, without the end of the last one; empty when nothing was done
   */
  public String waterfall() {
    return Waterfall.of(steps, duration);
  }

  /**
   * Returns {@link #conclusion()}, for the REPL and the log.
   *
   * @return the text
   */
  @Override
  public String toString() {
    return conclusion();
  }
}
