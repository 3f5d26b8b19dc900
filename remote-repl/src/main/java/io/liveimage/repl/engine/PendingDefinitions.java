package io.liveimage.repl.engine;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Definitions that were replayed and do not compile yet. Used with the image locked. */
final class PendingDefinitions {
  private record Waiting(Script.Entry entry, List<String> reasons) {
    Definition definition() {
      return new Definition(
          entry.kind(),
          entry.name(),
          entry.signature(),
          entry.source(),
          Definition.State.PENDING,
          reasons);
    }
  }

  private final Map<String, Waiting> waiting = new LinkedHashMap<>();

  void put(Script.Entry entry, List<String> reasons) {
    waiting.put(entry.key(), new Waiting(entry, reasons));
  }

  void remove(Script.Entry entry) {
    waiting.remove(entry.key());
  }

  /** A session defined this anew. */
  void remove(Definition definition) {
    waiting.remove(Script.Entry.key(definition.kind(), definition.signature()));
  }

  boolean removeCalled(String name) {
    return waiting.values().removeIf(it -> it.definition().isCalled(name));
  }

  boolean hasVariable(String name) {
    return waiting.containsKey(Script.Entry.key(DefinitionKind.VARIABLE, name));
  }

  boolean isEmpty() {
    return waiting.isEmpty();
  }

  List<Definition> all() {
    return waiting.values().stream().map(Waiting::definition).toList();
  }

  Stream<Script.Entry> entries() {
    return waiting.values().stream().map(Waiting::entry);
  }
}
