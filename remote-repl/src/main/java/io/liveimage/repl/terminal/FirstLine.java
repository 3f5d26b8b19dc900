package io.liveimage.repl.terminal;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The first line of a connection. A browser, a port scanner and most programs that got the wrong
 * port give themselves away in it, and none of what follows may be evaluated then: the body of an
 * HTTP request may well be Java.
 */
final class FirstLine {
  /** A request line, whatever the method: a page may choose one that begins a comment in Java. */
  private static final Pattern HTTP = Pattern.compile("\\S+\\s+\\S+\\s+HTTP/\\d.*");

  private static final Pattern OTHER = Pattern.compile("(SSH-\\d|HTTP/\\d|PROXY |\\*\\d+$).*");

  private FirstLine() {}

  /** Returns what speaks against a person or a script having typed the line. */
  static Optional<String> suspicion(String line) {
    if (line.chars()
        .anyMatch(character -> character != '\t' && Character.isISOControl(character))) {
      return Optional.of("control characters");
    }
    if (HTTP.matcher(line.strip()).matches()) {
      return Optional.of("an HTTP request");
    }
    return OTHER.matcher(line).matches() ? Optional.of("another protocol") : Optional.empty();
  }
}
