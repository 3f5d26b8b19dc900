package io.liveimage.repl.engine;

import java.util.List;

/**
 * One complaint of the compiler about a snippet.
 *
 * @param message its lines, the compiler's own words
 * @param lineNumber the line of the snippet it is about, counted from 1
 * @param sourceLine the text of that line
 * @param startColumn where in that line the fault starts, in chars counted from 0
 * @param endColumn where in that line it ends, exclusive, at least {@code startColumn}
 */
public record Diagnostic(
    List<String> message, int lineNumber, String sourceLine, int startColumn, int endColumn) {

  /**
   * Returns the line that points at the fault when it is printed under {@link #sourceLine}, such as
   * {@code " ^--^"}. Tabs of the source line are repeated, so that it lines up at any tab width.
   *
   * @return the blanks and the marker
   */
  public String caretLine() {
    String blanks = sourceLine.substring(0, startColumn).replaceAll("[^\t]", " ");
    int width = endColumn - startColumn;
    return blanks + (width < 2 ? "^" : "^" + "-".repeat(width - 2) + "^");
  }
}
