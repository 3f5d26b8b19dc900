package io.liveimage.repl.engine;

import static java.util.Comparator.comparing;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Where each definition stands in the script: imports first, then types, methods and variables, and
 * among these in the order in which they were first made. A definition that waits keeps its place.
 */
final class Places {
  private final Map<String, Integer> byKey = new HashMap<>();
  private int next;

  /** Gives those that have no place yet the next ones, in this order. */
  void take(List<Script.Entry> entries) {
    entries.forEach(entry -> byKey.computeIfAbsent(entry.key(), key -> next++));
  }

  /** Sorts the definitions; what is none any more loses its place. */
  List<Script.Entry> inOrder(List<Script.Entry> entries) {
    take(entries);
    byKey.keySet().retainAll(entries.stream().map(Script.Entry::key).collect(Collectors.toSet()));
    return entries.stream()
        .sorted(comparing(Places::part).thenComparing(entry -> byKey.get(entry.key())))
        .toList();
  }

  /**
   * Sorts definitions as they compile fastest: JShell compiles a method again with each variable it
   * names that comes after it.
   */
  static List<Script.Entry> forReplay(List<Script.Entry> entries) {
    return entries.stream()
        .sorted(comparing(entry -> entry.kind() == DefinitionKind.METHOD ? 4 : part(entry)))
        .toList();
  }

  private static int part(Script.Entry entry) {
    return switch (entry.kind()) {
      case IMPORT -> 0;
      case CLASS, INTERFACE, ENUM, RECORD, ANNOTATION -> 1;
      case METHOD -> 2;
      case VARIABLE -> 3;
    };
  }
}
