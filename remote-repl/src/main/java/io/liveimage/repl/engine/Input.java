package io.liveimage.repl.engine;

/** What a text typed so far amounts to. */
public enum Input {
  /** One or more whole snippets, or something no further line can make right. */
  COMPLETE,
  /** The last snippet needs more lines. */
  INCOMPLETE,
  /** Nothing but blanks and comments. */
  EMPTY
}
