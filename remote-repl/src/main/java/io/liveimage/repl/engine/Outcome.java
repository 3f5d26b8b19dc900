package io.liveimage.repl.engine;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What became of one snippet. */
public sealed interface Outcome {

  /**
   * An expression was evaluated, or a variable declared or assigned.
   *
   * @param name the variable that now has the value; empty for any other expression
   * @param typeName the static type, as a snippet would write it
   * @param value the value itself
   * @param display the value as text, cut after 10,000 chars
   */
  record Value(String name, String typeName, @Nullable Object value, String display)
      implements Outcome {}

  /**
   * The image has a new or another definition. One snippet can have several of these: redefining a
   * class is reported, too, for each variable that lost its value thereby.
   *
   * @param kind what was defined
   * @param signature such as {@code twice(int)}
   * @param change what became of an earlier definition
   * @param unresolved what it refers to and is not defined yet, such as {@code variable x}
   * @param message the same in words: {@code created method f(), however, it cannot be invoked
   *     until variable x is declared}
   */
  record Defined(
      DefinitionKind kind, String signature, Change change, List<String> unresolved, String message)
      implements Outcome {}

  /** A statement ran, or an expression without value. */
  record Done() implements Outcome {}

  /**
   * The compiler refused the snippet; nothing of it ran and nothing is defined by it.
   *
   * @param diagnostics why, never empty
   */
  record Rejected(List<Diagnostic> diagnostics) implements Outcome {}

  /**
   * The snippet threw.
   *
   * @param exception what it threw, the object itself
   * @param trace exception, frames down to the snippet, and causes, in lines separated by {@code
   *     \n}; frames of the snippet read {@code at twice (#3:1)}: snippet number and line
   */
  record Threw(Throwable exception, String trace) implements Outcome {}

  /**
   * The snippet ran into a definition that refers to something not defined yet.
   *
   * @param signature that definition, such as {@code f()}
   * @param unresolved what it waits for, such as {@code variable x}
   * @param message the same in words
   */
  record Unresolved(String signature, List<String> unresolved, String message) implements Outcome {}

  /** What a new definition did to an earlier one of the same name. */
  enum Change {
    /** There was none. */
    CREATED,
    /** It has the same signature; who uses it sees the new one. */
    MODIFIED,
    /** Its signature changed; who uses it was compiled again. */
    REPLACED,
    /** A variable went back to its default value, because its type was redefined. */
    RESET;

    String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}
