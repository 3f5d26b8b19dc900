package io.liveimage.repl.engine;

/** How values read at the prompt. */
final class ValueText {
  static final int LIMIT = 10_000;

  private ValueText() {}
}
