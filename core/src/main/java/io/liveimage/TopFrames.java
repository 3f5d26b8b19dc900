package io.liveimage;

import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Where a thread is at this moment, short enough for one line. */
final class TopFrames {
  private static final int DEPTH = 4;

  private TopFrames() {}

  /** Returns such as {@code loop at java.lang.Object.wait(Object.java:338) < Mail.poll(..)}. */
  static String of(@Nullable Thread thread) {
    if (thread == null) {
      return "not begun yet";
    }
    StackTraceElement[] stack = thread.getStackTrace();
    return stack.length == 0
        ? "its thread %s has ended".formatted(thread.getName())
        : "%s at %s".formatted(thread.getName(), text(stack));
  }

  /** Leaves out how the Java library got from the host's code to where it is. */
  private static String text(StackTraceElement[] stack) {
    return IntStream.range(0, stack.length)
        .filter(depth -> depth == 0 || !isOfJava(stack[depth]))
        .limit(DEPTH)
        .mapToObj(depth -> text(stack[depth]))
        .collect(Collectors.joining(" < "));
  }

  private static boolean isOfJava(StackTraceElement frame) {
    return String.valueOf(frame.getModuleName()).startsWith("java.");
  }

  /** Leaves out module and loader, which a reader of code does not need. */
  private static String text(StackTraceElement frame) {
    String line = frame.getLineNumber() > 0 ? ":" + frame.getLineNumber() : "";
    return "%s.%s(%s%s)"
        .formatted(frame.getClassName(), frame.getMethodName(), frame.getFileName(), line);
  }
}
