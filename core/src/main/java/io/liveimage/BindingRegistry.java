package io.liveimage;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;

/** The host's objects by the names under which the REPL knows them. Thread-safe. */
final class BindingRegistry {
  private final Map<String, Object> bound = new LinkedHashMap<>();
  private final List<BiConsumer<String, Object>> receivers = new ArrayList<>();

  synchronized void bind(String name, Object value) {
    bound.put(name, value);
    receivers.forEach(receiver -> receiver.accept(name, value));
  }

  synchronized void forEach(BiConsumer<String, Object> receiver) {
    bound.forEach(receiver);
    receivers.add(receiver);
  }

  /** Whether the name stands for another object already. */
  synchronized boolean isTakenByOther(String name, Object value) {
    Object present = bound.get(name);
    return present != null && present != value;
  }
}
