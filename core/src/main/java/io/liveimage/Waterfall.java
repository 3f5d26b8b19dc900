package io.liveimage;

import io.liveimage.Step.Phase;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Steps as lines that can be read beside each other, each with a bar for when it was and how long
 * it took. In ASCII and within {@value #COLUMNS} columns, unless a step has a very long name.
 *
 * <pre>
 *   start  db     [======                        ]  120 ms
 *   start  notes  [      ================        ]  310 ms
 *   start  http   [                      ===x    ]  84 ms  failed: java.net.BindException: ...
 * </pre>
 *
 * <p>Written on the way of every start: without lambdas and formats, each of which costs a cold JVM
 * milliseconds when it is used first.
 */
final class Waterfall {
  private static final Logger log = LoggerFactory.getLogger(Lifecycle.class);
  private static final Set<Phase> COMPONENTS = EnumSet.of(Phase.START, Phase.DRAIN, Phase.STOP);
  private static final int COLUMNS = 100;
  private static final int BAR = 30;
  private static final int LONGEST_SUBJECT = 30;
  private static final String CUT = "...";

  private final List<Step> steps;
  private final long nanos;
  private final int phaseWidth;
  private final int subjectWidth;

  private Waterfall(List<Step> steps, long nanos) {
    this.steps = steps;
    this.nanos = nanos;
    int phases = 0;
    int subjects = 0;
    for (Step step : steps) {
      phases = Math.max(phases, phase(step).length());
      subjects = Math.max(subjects, step.subject().length());
    }
    this.phaseWidth = phases;
    this.subjectWidth = Math.min(LONGEST_SUBJECT, subjects);
  }

  /** Returns a line for each step, in the order in which they began; empty without steps. */
  static String of(List<Step> steps, Duration total) {
    List<Step> inOrder = new ArrayList<>(steps);
    inOrder.sort(new ByBegin());
    long nanos = total.toNanos();
    for (Step step : inOrder) {
      nanos = Math.max(nanos, end(step));
    }
    return new Waterfall(inOrder, nanos).text();
  }

  private static final class ByBegin implements Comparator<Step> {
    @Override
    public int compare(Step one, Step other) {
      return one.begin().compareTo(other.begin());
    }
  }

  /** Logs the steps of a host with components; those of one without are few, and known. */
  static void log(String what, List<Step> steps, Duration total) {
    if (log.isInfoEnabled() && isOfComponents(steps)) {
      log.info("{}, step by step:{}{}", what, System.lineSeparator(), of(steps, total));
    }
  }

  private static boolean isOfComponents(List<Step> steps) {
    for (Step step : steps) {
      if (COMPONENTS.contains(step.phase())) {
        return true;
      }
    }
    return false;
  }

  private static String phase(Step step) {
    return Figures.lowerCase(step.phase());
  }

  private static long end(Step step) {
    return step.begin().plus(step.duration()).toNanos();
  }

  private String text() {
    StringBuilder text = new StringBuilder(steps.size() * COLUMNS);
    for (Step step : steps) {
      text.append(text.isEmpty() ? "" : "\n").append(cut(line(step)));
    }
    return text.toString();
  }

  private StringBuilder line(Step step) {
    StringBuilder line = new StringBuilder(COLUMNS).append("  ");
    padded(line, phase(step), phaseWidth).append("  ");
    padded(line, step.subject(), subjectWidth).append("  [");
    bar(line, step).append("]  ").append(Figures.duration(step.duration()));
    if (step.bytes().isPresent()) {
      line.append("  ").append(Figures.bytes(step.bytes().getAsLong()));
    }
    if (step.failure().isPresent()) {
      line.append("  failed: ").append(firstLine(step.failure().get()));
    }
    return line;
  }

  private static StringBuilder padded(StringBuilder line, String text, int width) {
    return line.append(text).append(" ".repeat(Math.max(0, width - text.length())));
  }

  /** Every bar has at least one mark; that of a failure ends with another one. */
  private StringBuilder bar(StringBuilder line, Step step) {
    int from = Math.min(BAR - 1, column(step.begin().toNanos()));
    int to = Math.max(from + 1, Math.min(BAR, column(end(step))));
    String last = step.failure().isPresent() ? "x" : "=";
    return line.append(" ".repeat(from))
        .append("=".repeat(to - from - 1))
        .append(last)
        .append(" ".repeat(BAR - to));
  }

  private int column(long at) {
    return nanos == 0 ? 0 : (int) Math.round((double) at * BAR / nanos);
  }

  private static String firstLine(String text) {
    int end = text.indexOf('\n');
    return end < 0 ? text : text.substring(0, end);
  }

  private static CharSequence cut(StringBuilder line) {
    if (line.length() > COLUMNS) {
      line.setLength(COLUMNS - CUT.length());
      line.append(CUT);
    }
    return line;
  }
}
