package io.liveimage.killport;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * A line that a client of the kill port may send.
 *
 * @param kind what it wants
 * @param token the access token, when it brings one
 */
record Command(Kind kind, Optional<String> token) {
  static final String EXPECTED = "stop, stop --discard, restart, save or status";

  enum Kind {
    STOP,
    STOP_AND_DISCARD,
    RESTART,
    SAVE,
    STATUS
  }

  /** Reads a line; empty for anything that is no command. */
  static Optional<Command> parse(String line) {
    Deque<String> words = new ArrayDeque<>(List.of(line.strip().split("\\s+")));
    Optional<Kind> kind = kind(words);
    Optional<String> token = Optional.ofNullable(words.poll());
    return words.isEmpty() ? kind.map(known -> new Command(known, token)) : Optional.empty();
  }

  private static Optional<Kind> kind(Deque<String> words) {
    return switch (words.remove()) {
      case "restart" -> Optional.of(Kind.RESTART);
      case "save" -> Optional.of(Kind.SAVE);
      case "status" -> Optional.of(Kind.STATUS);
      case "stop" -> Optional.of(stop(words));
      default -> Optional.empty();
    };
  }

  private static Kind stop(Deque<String> words) {
    if ("--discard".equals(words.peek())) {
      words.remove();
      return Kind.STOP_AND_DISCARD;
    }
    return Kind.STOP;
  }
}
