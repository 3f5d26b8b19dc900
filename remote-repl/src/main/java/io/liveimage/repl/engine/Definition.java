package io.liveimage.repl.engine;

import java.util.List;

/**
 * One definition of the image, as it was when it was listed.
 *
 * @param kind what it defines
 * @param name its simple name; for an import what is imported, such as {@code java.net.*}
 * @param signature what tells it from others: {@code twice(int)}, {@code Point}, {@code int x}
 * @param source its text as it was typed
 * @param state whether it can be used
 * @param reasons why it cannot be used, or has not the value it had, one per line; else empty
 */
public record Definition(
    DefinitionKind kind,
    String name,
    String signature,
    String source,
    State state,
    List<String> reasons) {

  /** Whether a definition can be used. */
  public enum State {
    /** It compiles and can be used. */
    VALID,
    /** It is accepted, but refers to something that is not defined yet. */
    UNRESOLVED,
    /** It was replayed, does not compile, and is tried again at each new binding. */
    PENDING
  }

  Definition withoutValue(String reason) {
    return new Definition(kind, name, signature, source, state, List.of("its value, " + reason));
  }

  boolean isCalled(String nameOrSignature) {
    String given = nameOrSignature.replaceAll("\\s", "");
    return given.equals(name) || given.equals(signature.replaceAll("\\s", ""));
  }
}
