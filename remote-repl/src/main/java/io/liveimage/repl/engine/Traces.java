package io.liveimage.repl.engine;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Exceptions as a Java engineer reads them, seen from the snippet: no frame of what runs it, and
 * snippet number and line in place of the classes the compiler made of it.
 */
final class Traces {
  private static final int MOST_FRAMES = 100;
  private static final int MOST_EXCEPTIONS = 64;
  private static final Pattern LAMBDA = Pattern.compile("lambda\\$(.*)\\$\\d+");
  private static final List<String> MACHINERY =
      List.of(
          "io.liveimage.repl.engine.",
          "jdk.jshell.",
          "jdk.internal.reflect.",
          "java.lang.reflect.Method");

  private final IdentityHashMap<Throwable, List<String>> frames;
  private final StringBuilder text = new StringBuilder();
  private final Set<Throwable> told = Collections.newSetFromMap(new IdentityHashMap<>());

  private Traces(IdentityHashMap<Throwable, List<String>> frames) {
    this.frames = frames;
  }

  /** Returns an exception and all that it holds on to, itself first, each once. */
  static List<Throwable> all(Throwable exception) {
    Set<Throwable> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    List<Throwable> all = new ArrayList<>();
    Deque<Throwable> left = new ArrayDeque<>(List.of(exception));
    while (!left.isEmpty() && all.size() < MOST_EXCEPTIONS) {
      Throwable next = left.remove();
      if (seen.add(next)) {
        all.add(next);
        left.addAll(causes(next));
      }
    }
    return all;
  }

  private static List<Throwable> causes(Throwable exception) {
    List<Throwable> causes = new ArrayList<>(List.of(exception.getSuppressed()));
    Throwable cause = exception.getCause();
    if (cause != null) {
      causes.add(0, cause);
    }
    return causes;
  }

  /**
   * Returns the text of a trace.
   *
   * @param exception the exception
   * @param stacks its frames and those of its causes, as JShell translated them
   */
  static String text(Throwable exception, IdentityHashMap<Throwable, StackTraceElement[]> stacks) {
    IdentityHashMap<Throwable, List<String>> frames = new IdentityHashMap<>();
    stacks.forEach((thrown, stack) -> frames.put(thrown, lines(stack)));
    Traces traces = new Traces(frames);
    traces.append("", exception, List.of());
    return traces.text.toString();
  }

  /** Returns class and message; what is thrown while asking for the message is left out. */
  static String headline(Throwable exception) {
    try {
      return exception.toString();
    } catch (Throwable e) { // an exception of users may throw in getMessage()
      return exception.getClass().getName();
    }
  }

  private void append(String prefix, Throwable exception, List<String> enclosing) {
    text.append(text.isEmpty() ? "" : "\n").append(prefix).append(headline(exception));
    if (!told.add(exception)) {
      return;
    }
    List<String> own = Objects.requireNonNullElse(frames.get(exception), List.of());
    appendFrames(own, enclosing);
    for (Throwable suppressed : exception.getSuppressed()) {
      append("Suppressed: ", suppressed, own);
    }
    Throwable cause = exception.getCause();
    if (cause != null) {
      append("Caused by: ", cause, own);
    }
  }

  private void appendFrames(List<String> own, List<String> enclosing) {
    int shown = Math.min(own.size() - common(own, enclosing), MOST_FRAMES);
    own.subList(0, shown).forEach(frame -> text.append("\n    at ").append(frame));
    if (shown < own.size()) {
      text.append("\n    ... ").append(own.size() - shown).append(" more");
    }
  }

  private static int common(List<String> own, List<String> enclosing) {
    int most = Math.min(own.size(), enclosing.size());
    int common = 0;
    while (common < most
        && own.get(own.size() - 1 - common).equals(enclosing.get(enclosing.size() - 1 - common))) {
      common++;
    }
    return common;
  }

  private static List<String> lines(StackTraceElement[] stack) {
    return List.of(stack).stream().filter(Traces::isTold).map(Traces::line).toList();
  }

  private static boolean isTold(StackTraceElement frame) {
    return !frame.getMethodName().startsWith("do_it$")
        && MACHINERY.stream().noneMatch(frame.getClassName()::startsWith);
  }

  /** JShell names the snippet as file: {@code #3}. */
  private static String line(StackTraceElement frame) {
    String file = frame.getFileName();
    if (file == null || !file.startsWith("#")) {
      return frame.toString();
    }
    String where = "(" + file + ":" + frame.getLineNumber() + ")";
    String name = name(frame);
    return name.isEmpty() ? where : name + " " + where;
  }

  private static String name(StackTraceElement frame) {
    String method = withoutLambda(frame.getMethodName());
    String type = frame.getClassName();
    return type.isEmpty() || method.isEmpty() ? type + method : type + "." + method;
  }

  private static String withoutLambda(String method) {
    Matcher lambda = LAMBDA.matcher(method);
    if (!lambda.matches()) {
      return method;
    }
    return lambda.group(1).startsWith("do_it$") ? "lambda" : "lambda in " + lambda.group(1);
  }
}
