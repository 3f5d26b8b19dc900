package io.liveimage.repl.engine;

/**
 * The value of a variable, for the next process.
 *
 * @param name the name of the variable
 * @param type its declared type, as it is written in Java
 * @param encoded the value
 */
public record SavedValue(String name, String type, ValueCodec.Encoded encoded) {
  Script.Entry declaration() {
    String declaration = type + " " + name;
    return new Script.Entry(
        DefinitionKind.VARIABLE, declaration, declaration + ";", Script.VALUE_ELSEWHERE);
  }
}
