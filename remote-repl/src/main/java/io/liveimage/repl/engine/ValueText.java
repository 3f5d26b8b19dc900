package io.liveimage.repl.engine;

import java.lang.reflect.Array;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * How a value reads at the prompt: strings and chars quoted, arrays with their elements, anything
 * else by its {@code toString()}, and never more than {@link #LIMIT} chars of it.
 */
final class ValueText {
  static final int LIMIT = 10_000;

  private final StringBuilder text = new StringBuilder();

  private ValueText() {}

  static String of(@Nullable Object value) {
    ValueText whole = new ValueText();
    whole.append(value);
    return whole.text.length() <= LIMIT ? whole.text.toString() : whole.cut(value);
  }

  private void append(@Nullable Object value) {
    if (value instanceof String string) {
      appendString(string);
    } else if (value instanceof Character c) {
      text.append(Literal.quoted(c));
    } else if (value != null && value.getClass().isArray()) {
      appendArray(value);
    } else {
      text.append(plain(value));
    }
  }

  private void appendString(String string) {
    String start = string.substring(0, Math.min(string.length(), LIMIT + 1));
    text.append(Literal.quoted(start));
  }

  private void appendArray(Object array) {
    int length = Array.getLength(array);
    String type = array.getClass().getComponentType().getTypeName();
    String element = type.substring(type.lastIndexOf('.') + 1);
    int brackets = element.indexOf('[');
    String own = "[" + length + "]";
    text.append(
        brackets < 0
            ? element + own
            : element.substring(0, brackets) + own + element.substring(brackets));
    text.append(" {");
    for (int i = 0; i < length && text.length() <= LIMIT; i++) {
      text.append(i == 0 ? " " : ", ");
      append(Array.get(array, i));
    }
    text.append(" }");
  }

  /** Code of users, which may throw anything. */
  private static String plain(@Nullable Object value) {
    try {
      return String.valueOf(value);
    } catch (Throwable e) { // StackOverflowError of a list that contains itself, for one
      return "<toString() of " + typeOf(value) + " threw " + Traces.headline(e) + ">";
    }
  }

  private static String typeOf(@Nullable Object value) {
    return value == null ? "null" : value.getClass().getTypeName();
  }

  private String cut(@Nullable Object value) {
    int end = Character.isHighSurrogate(text.charAt(LIMIT - 1)) ? LIMIT - 1 : LIMIT;
    return text.substring(0, end) + "... (cut: " + size(value) + ")";
  }

  private String size(@Nullable Object value) {
    if (value != null && value.getClass().isArray()) {
      return String.format(Locale.ROOT, "%,d elements", Array.getLength(value));
    }
    int chars = value instanceof String string ? string.length() : text.length();
    return String.format(Locale.ROOT, "%,d chars", chars);
  }
}
