package io.liveimage.repl.engine;

import java.util.List;

/**
 * What became of saved values.
 *
 * @param restored how many variables have theirs back
 * @param waiting why the others have not, by the name of the variable: {@code cups: Cup is unknown}
 */
public record ValueReport(int restored, List<String> waiting) {}
