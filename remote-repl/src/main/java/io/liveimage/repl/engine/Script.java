package io.liveimage.repl.engine;

import java.util.List;
import java.util.Map;

/**
 * The definitions of an image as a JShell script that people can read. Before each definition
 * stands a comment line such as {@code //@ method twice(int), 3 lines}, by which the script is
 * taken apart again without parsing Java. Immutable.
 */
public final class Script {

  /**
   * One definition in a script.
   *
   * @param kind what it defines
   * @param signature what tells it from others, such as {@code twice(int)}
   * @param source its Java text
   */
  public record Entry(DefinitionKind kind, String signature, String source) {}

  private final List<Entry> entries;
  private final List<String> unsavedVariables;

  Script(List<Entry> entries, List<String> unsavedVariables) {
    this.entries = List.copyOf(entries);
    this.unsavedVariables = List.copyOf(unsavedVariables);
  }

  /**
   * Takes a script apart.
   *
   * @param text what {@link #text()} returned
   * @return the script
   * @throws IllegalArgumentException when the text is no such script or is damaged; the message
   *     names the line
   */
  public static Script parse(String text) {
    throw new IllegalArgumentException("not yet: " + text.length());
  }

  /**
   * Returns the whole script, which is also valid input of the {@code jshell} tool.
   *
   * @return the text, lines separated by {@code \n}
   */
  public String text() {
    return "";
  }

  /**
   * Returns the definitions, in the order in which they were first made.
   *
   * @return the definitions, immutable
   */
  public List<Entry> entries() {
    return entries;
  }

  /**
   * Returns the variables that are saved without their value, because it is no primitive and no
   * string.
   *
   * @return their names
   */
  public List<String> unsavedVariables() {
    return unsavedVariables;
  }

  /**
   * Returns how many definitions of each kind there are.
   *
   * @return the counts; a kind of which there is none is missing
   */
  public Map<DefinitionKind, Integer> counts() {
    return Map.of();
  }
}
