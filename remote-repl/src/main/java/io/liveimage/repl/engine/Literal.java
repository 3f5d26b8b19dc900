package io.liveimage.repl.engine;

import java.util.Locale;
import java.util.Optional;

/** Java source for values that have a literal. */
final class Literal {
  /** A constant of more than 65,535 bytes does not fit into a class file; a char takes up to 3. */
  private static final int LONGEST_STRING = 20_000;

  private Literal() {}

  static Optional<String> of(Object value) {
    if (value instanceof String string) {
      return Optional.of(string.length() > LONGEST_STRING ? joined(string) : quoted(string));
    } else if (value instanceof Character c) {
      return Optional.of(quoted(c));
    } else if (value instanceof Double d) {
      return Optional.of(floating(d));
    } else if (value instanceof Float f) {
      return Optional.of(floating(f));
    } else if (value instanceof Long) {
      return Optional.of(value + "L");
    } else if (value instanceof Byte) {
      return Optional.of("(byte) " + value);
    } else if (value instanceof Short) {
      return Optional.of("(short) " + value);
    } else if (value instanceof Integer || value instanceof Boolean) {
      return Optional.of(value.toString());
    }
    return Optional.empty();
  }

  private static String floating(double d) {
    if (Double.isNaN(d)) {
      return "Double.NaN";
    } else if (Double.isInfinite(d)) {
      return d > 0 ? "Double.POSITIVE_INFINITY" : "Double.NEGATIVE_INFINITY";
    }
    return Double.toString(d);
  }

  private static String floating(float f) {
    if (Float.isNaN(f)) {
      return "Float.NaN";
    } else if (Float.isInfinite(f)) {
      return f > 0 ? "Float.POSITIVE_INFINITY" : "Float.NEGATIVE_INFINITY";
    }
    return f + "f";
  }

  private static String joined(String string) {
    StringBuilder source = new StringBuilder("String.join(\"\"");
    for (int start = 0; start < string.length(); start += LONGEST_STRING) {
      int end = Math.min(string.length(), start + LONGEST_STRING);
      source.append(", ").append(quoted(string.substring(start, end)));
    }
    return source.append(")").toString();
  }

  static String quoted(String string) {
    StringBuilder source = new StringBuilder("\"");
    for (int i = 0; i < string.length(); i++) {
      char c = string.charAt(i);
      boolean paired = isPaired(string, i);
      source.append(c == '"' ? "\\\"" : paired ? String.valueOf(c) : escaped(c));
    }
    return source.append('"').toString();
  }

  static String quoted(char c) {
    return c == '\'' ? "'\\''" : "'" + escaped(c) + "'";
  }

  private static boolean isPaired(String string, int i) {
    char c = string.charAt(i);
    return Character.isHighSurrogate(c)
        ? i + 1 < string.length() && Character.isLowSurrogate(string.charAt(i + 1))
        : Character.isLowSurrogate(c) && i > 0 && Character.isHighSurrogate(string.charAt(i - 1));
  }

  /** Octal below 128: javac reads a unicode escape before it knows of strings and line ends. */
  private static String escaped(char c) {
    return switch (c) {
      case '\\' -> "\\\\";
      case '\b' -> "\\b";
      case '\t' -> "\\t";
      case '\n' -> "\\n";
      case '\f' -> "\\f";
      case '\r' -> "\\r";
      default -> isVisible(c) ? String.valueOf(c) : numeric(c);
    };
  }

  private static String numeric(char c) {
    return String.format(Locale.ROOT, c < 128 ? "\\%03o" : "\\u%04x", (int) c);
  }

  private static boolean isVisible(char c) {
    return switch (Character.getType(c)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.PRIVATE_USE,
          Character.UNASSIGNED,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          false;
      default -> true;
    };
  }
}
