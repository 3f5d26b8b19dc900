package io.liveimage;

import java.util.Collection;
import java.util.Map;

/** The stacks of threads as text. */
final class ThreadDump {
  private ThreadDump() {}

  /** Returns the stack of one thread. */
  static String of(Thread thread) {
    StringBuilder text = new StringBuilder();
    append(text, thread, thread.getStackTrace());
    return text.toString();
  }

  /** Returns the stacks of all threads, those that matter first. */
  static String startingWith(Collection<Thread> first) {
    StringBuilder text = new StringBuilder();
    Map<Thread, StackTraceElement[]> stacks = Thread.getAllStackTraces();
    first.forEach(
        thread -> append(text, thread, stacks.getOrDefault(thread, new StackTraceElement[0])));
    stacks.forEach(
        (thread, stack) -> {
          if (!first.contains(thread)) {
            append(text, thread, stack);
          }
        });
    return text.toString();
  }

  private static void append(StringBuilder text, Thread thread, StackTraceElement[] stack) {
    text.append("\"%s\"%s %s%n".formatted(thread.getName(), daemon(thread), thread.getState()));
    for (StackTraceElement frame : stack) {
      text.append("    at ").append(frame).append(System.lineSeparator());
    }
  }

  private static String daemon(Thread thread) {
    return thread.isDaemon() ? " daemon" : "";
  }
}
