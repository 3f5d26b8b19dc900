package io.liveimage.repl.engine;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/** Values that were saved and are not back in their variables yet. Used with the image locked. */
final class WaitingValues {
  private record Waiting(SavedValue value, String reason) {}

  private final Map<String, Waiting> byName = new LinkedHashMap<>();

  void put(SavedValue value, String reason) {
    byName.put(value.name(), new Waiting(value, reason));
  }

  void remove(String name) {
    byName.remove(name);
  }

  void retain(Predicate<String> names) {
    byName.keySet().removeIf(names.negate());
  }

  boolean isEmpty() {
    return byName.isEmpty();
  }

  List<SavedValue> all() {
    return byName.values().stream().map(Waiting::value).toList();
  }

  /** Returns why the variable of this name is still without its value. */
  Optional<String> reason(String name) {
    return Optional.ofNullable(byName.get(name)).map(Waiting::reason);
  }

  List<String> reasons() {
    return byName.values().stream().map(it -> it.value().name() + ": " + it.reason()).toList();
  }
}
