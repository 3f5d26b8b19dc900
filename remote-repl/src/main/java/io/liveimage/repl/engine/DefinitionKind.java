package io.liveimage.repl.engine;

import java.util.Locale;

/** What a definition of the image defines. */
public enum DefinitionKind {
  /** An import declaration. */
  IMPORT,
  /** A class. */
  CLASS,
  /** An interface. */
  INTERFACE,
  /** An enum. */
  ENUM,
  /** A record. */
  RECORD,
  /** An annotation interface. */
  ANNOTATION,
  /** A method. */
  METHOD,
  /** A variable. */
  VARIABLE;

  /**
   * Returns the word for it in messages and scripts, such as {@code method}.
   *
   * @return the name in lower case
   */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
