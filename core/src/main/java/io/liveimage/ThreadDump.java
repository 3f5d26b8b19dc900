package io.liveimage;

import java.util.Map;

/** The stacks of all threads, the one that matters first. */
final class ThreadDump {
  private ThreadDump() {}

  static String startingWith(Thread first) {
    StringBuilder text = new StringBuilder();
    Map<Thread, StackTraceElement[]> stacks = Thread.getAllStackTraces();
    append(text, first, stacks.getOrDefault(first, new StackTraceElement[0]));
    stacks.forEach(
        (thread, stack) -> {
          if (thread != first) {
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
