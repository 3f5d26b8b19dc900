package io.liveimage.repl.engine;

import java.util.List;

/**
 * What an image leaves to the next process.
 *
 * @param script its definitions
 * @param values the values of those variables that the script declares without one, and of which a
 *     value can be saved
 */
public record SavedImage(Script script, List<SavedValue> values) {
  /** What an image without definitions leaves. */
  public static final SavedImage EMPTY = new SavedImage(Script.EMPTY, List.of());

  /**
   * Copies the list.
   *
   * @param script its definitions
   * @param values the values
   */
  public SavedImage {
    values = List.copyOf(values);
  }
}
