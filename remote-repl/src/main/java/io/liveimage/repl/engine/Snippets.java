package io.liveimage.repl.engine;

import static java.util.Comparator.comparing;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import jdk.jshell.DeclarationSnippet;
import jdk.jshell.Diag;
import jdk.jshell.ExpressionSnippet;
import jdk.jshell.ImportSnippet;
import jdk.jshell.JShell;
import jdk.jshell.MethodSnippet;
import jdk.jshell.Snippet;
import jdk.jshell.Snippet.Status;
import jdk.jshell.Snippet.SubKind;
import jdk.jshell.TypeDeclSnippet;
import jdk.jshell.VarSnippet;

/** JShell's snippets in the words of this package. Used with the image locked. */
final class Snippets {
  private final JShell jshell;

  Snippets(JShell jshell) {
    this.jshell = jshell;
  }

  static DefinitionKind kind(Snippet snippet) {
    return switch (snippet.kind()) {
      case IMPORT -> DefinitionKind.IMPORT;
      case METHOD -> DefinitionKind.METHOD;
      case VAR -> DefinitionKind.VARIABLE;
      default -> typeKind(snippet.subKind());
    };
  }

  private static DefinitionKind typeKind(SubKind kind) {
    return switch (kind) {
      case INTERFACE_SUBKIND -> DefinitionKind.INTERFACE;
      case ENUM_SUBKIND -> DefinitionKind.ENUM;
      case RECORD_SUBKIND -> DefinitionKind.RECORD;
      case ANNOTATION_TYPE_SUBKIND -> DefinitionKind.ANNOTATION;
      default -> DefinitionKind.CLASS;
    };
  }

  static boolean isTemporary(Snippet snippet) {
    return snippet.subKind() == SubKind.TEMP_VAR_EXPRESSION_SUBKIND;
  }

  static String signature(Snippet snippet) {
    if (snippet instanceof MethodSnippet method) {
      return oneLine(method.name() + "(" + method.parameterTypes() + ")");
    } else if (snippet instanceof VarSnippet variable) {
      return oneLine(variable.typeName() + " " + variable.name());
    } else if (snippet instanceof ImportSnippet) {
      String imported = snippet.source().strip().replaceFirst("^import\\s+", "");
      return oneLine(imported.replaceFirst("\\s*;.*", ""));
    }
    return snippet instanceof TypeDeclSnippet type ? type.name() : "";
  }

  private static String oneLine(String text) {
    return text.strip().replaceAll("\\s+", " ");
  }

  static String variableName(Snippet snippet) {
    if (snippet instanceof VarSnippet variable) {
      return isTemporary(variable) ? "" : variable.name();
    }
    return snippet instanceof ExpressionSnippet expression ? expression.name() : "";
  }

  static String typeName(Snippet snippet) {
    if (snippet instanceof VarSnippet variable) {
      return variable.typeName();
    }
    return snippet instanceof ExpressionSnippet expression ? expression.typeName() : "";
  }

  Definition definition(Snippet snippet) {
    DefinitionKind kind = kind(snippet);
    String signature = signature(snippet);
    boolean valid = status(snippet) == Status.VALID;
    return new Definition(
        kind,
        Script.Entry.nameOf(kind, signature),
        signature,
        snippet.source(),
        valid ? Definition.State.VALID : Definition.State.UNRESOLVED,
        valid ? List.of() : List.of(restriction(snippet)));
  }

  Status status(Snippet snippet) {
    return jshell.status(snippet);
  }

  List<String> unresolved(Snippet snippet) {
    return snippet instanceof DeclarationSnippet declaration
        ? jshell.unresolvedDependencies(declaration).map(Snippets::oneLine).distinct().toList()
        : List.of();
  }

  /** Returns what such a definition cannot do yet: {@code cannot be invoked until ...}. */
  String restriction(Snippet snippet) {
    String use =
        status(snippet) == Status.RECOVERABLE_NOT_DEFINED
            ? "referenced"
            : snippet instanceof MethodSnippet ? "invoked" : "instantiated or its methods invoked";
    return "cannot be " + use + " until " + until(snippet);
  }

  private String until(Snippet snippet) {
    List<String> names = unresolved(snippet);
    if (names.isEmpty()) {
      return "this error is corrected: " + String.join(" ", firstError(snippet));
    }
    int last = names.size() - 1;
    return last == 0
        ? names.get(0) + " is declared"
        : String.join(", ", names.subList(0, last)) + " and " + names.get(last) + " are declared";
  }

  private List<String> firstError(Snippet snippet) {
    return diagnostics(snippet).get(0).message().stream().map(String::strip).toList();
  }

  /** Returns why the compiler refused a snippet, never empty. */
  List<Diagnostic> diagnostics(Snippet snippet) {
    List<Diagnostic> errors =
        jshell
            .diagnostics(snippet)
            .filter(Diag::isError)
            .map(error -> diagnostic(snippet.source(), error))
            .toList();
    return errors.isEmpty() ? List.of(noReason(snippet.source())) : errors;
  }

  private static Diagnostic noReason(String source) {
    return at(source, 0, source.length(), List.of("refused by the compiler, without a reason"));
  }

  private static Diagnostic diagnostic(String source, Diag error) {
    boolean placed = error.getStartPosition() >= 0 && error.getEndPosition() >= 0;
    int start = placed ? (int) Math.min(error.getStartPosition(), source.length()) : 0;
    int end = placed ? (int) Math.min(error.getEndPosition(), source.length()) : source.length();
    return at(source, start, Math.max(start, end), message(error));
  }

  private static Diagnostic at(String source, int start, int end, List<String> message) {
    int lineStart = source.lastIndexOf('\n', start - 1) + 1;
    int lineBreak = source.indexOf('\n', start);
    int lineEnd = lineBreak < 0 ? source.length() : lineBreak;
    int number = 1 + (int) source.substring(0, lineStart).chars().filter(c -> c == '\n').count();
    String line = source.substring(lineStart, lineEnd);
    return new Diagnostic(
        message, number, line, start - lineStart, Math.min(end, lineEnd) - lineStart);
  }

  /** A location that is only the class JShell wraps around a snippet tells nothing. */
  private static List<String> message(Diag error) {
    List<String> lines = new ArrayList<>();
    for (String line : error.getMessage(Locale.ROOT).lines().toList()) {
      if (!line.strip().matches("location:\\s*(class)?")) {
        lines.add(line.stripTrailing());
      }
    }
    return lines;
  }

  /** Ids are numbers that JShell counts up; a definition made anew has that of the first. */
  Stream<Snippet> live() {
    return jshell
        .snippets()
        .filter(snippet -> snippet.kind().isPersistent() && !isTemporary(snippet))
        .filter(snippet -> status(snippet).isActive())
        .sorted(comparing(snippet -> Integer.valueOf(snippet.id())));
  }
}
