package io.liveimage.repl.terminal;

import io.liveimage.repl.engine.Diagnostic;
import io.liveimage.repl.engine.Outcome;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What became of a snippet, in lines for a terminal, as the {@code jshell} tool writes them.
 * Control characters in it are escaped: a value may hold what strangers have sent to the host, and
 * must not command the terminal of who looks at it.
 */
final class OutcomeText {
  private static final String FEEDBACK = "|  ";
  private static final Pattern CONTROL = Pattern.compile("[\\p{Cc}&&[^\n\t]]");

  private OutcomeText() {}

  static List<String> lines(Outcome outcome) {
    if (outcome instanceof Outcome.Value value) {
      String name = value.name().isEmpty() ? "" : value.name() + " ";
      return List.of(name + "==> " + printable(value.display()));
    }
    if (outcome instanceof Outcome.Defined defined) {
      return feedback(defined.message().lines());
    }
    if (outcome instanceof Outcome.Unresolved unresolved) {
      return feedback(unresolved.message().lines());
    }
    if (outcome instanceof Outcome.Threw threw) {
      return feedback(("Exception " + threw.trace()).lines());
    }
    if (outcome instanceof Outcome.Rejected rejected) {
      return feedback(rejected.diagnostics().stream().flatMap(OutcomeText::lines));
    }
    return List.of();
  }

  private static Stream<String> lines(Diagnostic diagnostic) {
    Stream<String> message = Stream.concat(Stream.of("Error:"), diagnostic.message().stream());
    return Stream.concat(message, Stream.of(diagnostic.sourceLine(), diagnostic.caretLine()));
  }

  private static List<String> feedback(Stream<String> lines) {
    return lines.map(line -> FEEDBACK + printable(line)).toList();
  }

  private static String printable(String text) {
    return CONTROL
        .matcher(text)
        .replaceAll(found -> "\\\\u%04x".formatted((int) found.group().charAt(0)));
  }
}
