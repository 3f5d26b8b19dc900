package io.liveimage;

import static java.util.Objects.requireNonNull;

import java.util.Set;
import java.util.regex.Pattern;

/** The names of components, state and bindings: Java identifiers, for the REPL and for files. */
final class Names {
  private static final Pattern IDENTIFIER = Pattern.compile("[A-Za-z][A-Za-z0-9_]{0,63}");
  private static final String LIFECYCLE = "lifecycle";

  /** The keywords and literals of Java 17 that are no identifiers, JLS 3.9 and 3.10. */
  private static final Set<String> KEYWORDS =
      Set.of(
          ("abstract assert boolean break byte case catch char class const continue default do"
                  + " double else enum extends false final finally float for goto if implements"
                  + " import instanceof int interface long native new null package private"
                  + " protected public return short static strictfp super switch synchronized this"
                  + " throw throws transient true try void volatile while")
              .split(" "));

  private Names() {}

  static String check(String name) {
    requireNonNull(name, "name");
    if (!IDENTIFIER.matcher(name).matches() || KEYWORDS.contains(name)) {
      throw new IllegalArgumentException(
          ("Name \"%s\" cannot be used. Expected a Java identifier of 1 to 64 ASCII letters, digits"
                  + " and underscores that begins with a letter, such as httpServer: it is typed in"
                  + " the REPL and names a file.")
              .formatted(name));
    }
    if (name.equals(LIFECYCLE)) {
      throw new IllegalArgumentException("Name \"lifecycle\" is taken by the lifecycle itself.");
    }
    return name;
  }
}
