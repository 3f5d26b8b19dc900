package io.liveimage.repl.terminal;

import java.util.regex.Pattern;

/**
 * The first line of a connection. A browser, a port scanner and most programs that got the wrong
 * port give themselves away in it, and none of what follows may be evaluated then: the body of an
 * HTTP request may well be Java.
 */
final class FirstLine {
  /** A request line, whatever the method: a page may choose one that begins a comment in Java. */
  private static final Pattern REQUEST =
      Pattern.compile("\\S+\\s+\\S+\\s+(HTTP|RTSP|SIP)/\\d.*|.*\\s(HTTP|RTSP|SIP)/\\d[\\d.]*");

  private static final Pattern OTHER = Pattern.compile("(SSH-\\d|HTTP/\\d|PROXY ).*|\\*\\d+");

  private FirstLine() {}

  /** Tells whether another protocol than ours is spoken. */
  static boolean isForeign(String line) {
    String bare = line.strip();
    return REQUEST.matcher(bare).matches() || OTHER.matcher(bare).matches();
  }

  /** Tells whether a line holds what neither a person nor a script types. */
  static boolean holdsControls(String line) {
    return line.chars().anyMatch(FirstLine::isControl);
  }

  /** Tells whether nobody types this character: a control character, but no blank or line end. */
  static boolean isControl(int character) {
    return Character.isISOControl(character)
        && character != '\t'
        && character != '\r'
        && character != '\n';
  }
}
