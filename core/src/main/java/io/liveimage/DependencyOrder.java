package io.liveimage;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Components in an order in which each comes after those it names, otherwise as given. */
final class DependencyOrder {
  private final Map<String, Part> byName = new LinkedHashMap<>();
  private final Map<String, Part> ordered = new LinkedHashMap<>();
  private final Deque<String> path = new ArrayDeque<>();

  private DependencyOrder(Collection<Part> parts) {
    parts.forEach(part -> byName.put(part.name(), part));
  }

  static List<Part> of(Collection<Part> parts) {
    DependencyOrder order = new DependencyOrder(parts);
    parts.forEach(part -> requireKnown(part, order.byName.keySet()));
    parts.forEach(order::visit);
    return List.copyOf(order.ordered.values());
  }

  private void visit(Part part) {
    if (ordered.containsKey(part.name())) {
      return;
    }
    if (path.contains(part.name())) {
      throw cycle(part.name());
    }
    path.addLast(part.name());
    byName.values().stream()
        .filter(other -> names(part).contains(other.name()))
        .forEach(this::visit);
    path.removeLast();
    ordered.put(part.name(), part);
  }

  private LifecycleException cycle(String name) {
    List<String> names = new ArrayList<>(path);
    List<String> loop = new ArrayList<>(names.subList(names.indexOf(name), names.size()));
    loop.add(name);
    return LifecycleException.configuration(
        "Components wait for each other: %s (read -> as \"starts after\")."
            .formatted(String.join(" -> ", loop)));
  }

  static void requireKnown(Part part, Set<String> known) {
    for (String other : names(part)) {
      if (!known.contains(other)) {
        throw LifecycleException.configuration(
            "Component \"%s\" is to start after \"%s\", which is not registered. Registered: %s."
                .formatted(
                    part.name(), other, known.isEmpty() ? "none" : String.join(", ", known)));
      }
    }
  }

  private static Set<String> names(Part part) {
    return part.after().orElse(Set.of());
  }
}
