package io.liveimage.repl.values;

import java.util.List;
import tools.jackson.databind.JsonNode;

/**
 * The section of an image with the values of variables.
 *
 * @param variables the variables that have one
 */
public record SavedValues(List<Variable> variables) {
  /** The values of no variable. */
  public static final SavedValues NONE = new SavedValues(List.of());

  /**
   * Copies the list.
   *
   * @param variables the variables
   */
  public SavedValues {
    variables = List.copyOf(variables);
  }

  /**
   * A variable with its value.
   *
   * @param name its name
   * @param type its declared type, as it is written in Java
   * @param as the class of a collection, empty where the declared type says it all
   * @param value the value
   */
  public record Variable(String name, String type, String as, JsonNode value) {}
}
