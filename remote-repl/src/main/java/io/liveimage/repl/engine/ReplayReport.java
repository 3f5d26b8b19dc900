package io.liveimage.repl.engine;

import java.util.List;

/**
 * What became of a script.
 *
 * @param restored how many of its definitions are back
 * @param pending the others
 */
public record ReplayReport(int restored, List<Definition> pending) {}
