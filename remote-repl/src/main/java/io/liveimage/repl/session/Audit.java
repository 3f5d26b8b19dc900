package io.liveimage.repl.session;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The record of who evaluated what, in the logger {@code io.liveimage.audit}: one line before an
 * evaluation and one after, and one for a definition that is dropped.
 */
final class Audit {
  private static final Logger log = LoggerFactory.getLogger("io.liveimage.audit");

  private Audit() {}

  static void before(Session session, String source) {
    log.info("session {} of {} evaluates: {}", session.id(), session.peer(), oneLine(source));
  }

  static void after(Session session, String outcomes, long nanos) {
    log.info("session {}: {} after {} ms", session.id(), outcomes, nanos / 1_000_000);
  }

  static void drop(Session session, String name) {
    log.info("session {} of {} drops: {}", session.id(), session.peer(), oneLine(name));
  }

  /** Escapes what could forge another line of the log, or move a terminal's cursor. */
  static String oneLine(String source) {
    StringBuilder line = new StringBuilder(source.length());
    source.codePoints().forEach(character -> append(line, character));
    return line.toString();
  }

  private static void append(StringBuilder line, int character) {
    switch (character) {
      case '\n' -> line.append("\\n");
      case '\t' -> line.append("\\t");
      default -> {
        if (Character.isISOControl(character) || isLineEnd(character)) {
          line.append("\\u%04x".formatted(character));
        } else {
          line.appendCodePoint(character);
        }
      }
    }
  }

  private static boolean isLineEnd(int character) {
    return character == 0x2028 || character == 0x2029;
  }
}
