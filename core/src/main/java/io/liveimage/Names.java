package io.liveimage;

import static java.util.Objects.requireNonNull;

import java.util.regex.Pattern;

/** The names of components, state and bindings: Java identifiers, for the REPL and for files. */
final class Names {
  private static final Pattern IDENTIFIER = Pattern.compile("[A-Za-z_][A-Za-z0-9_]{0,63}");
  private static final String LIFECYCLE = "lifecycle";

  private Names() {}

  static String check(String name) {
    requireNonNull(name, "name");
    if (!IDENTIFIER.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "Name \"%s\" cannot be used. Expected a Java identifier of 1 to 64 ASCII letters, digits"
                  .formatted(name)
              + " and underscores, such as httpServer: it is typed in the REPL and names a file.");
    }
    if (name.equals(LIFECYCLE)) {
      throw new IllegalArgumentException("Name \"lifecycle\" is taken by the lifecycle itself.");
    }
    return name;
  }
}
