package io.liveimage.repl.values;

import java.lang.reflect.Array;
import java.util.Arrays;
import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.concurrent.ConcurrentMap;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Whether data that was decoded is what was encoded. Objects are compared by all their fields, not
 * by a user's {@code equals}, which may look at an id only; keys and the elements of sets excepted.
 */
final class Likeness {
  /** What a value promises beyond its content. */
  private static final List<Class<?>> CONTRACTS =
      List.of(ConcurrentMap.class, SortedMap.class, SortedSet.class, LinkedHashSet.class);

  private Likeness() {}

  static boolean of(@Nullable Object a, @Nullable Object b) {
    if (a == null || b == null) {
      return a == b;
    } else if (a.getClass().isArray()) {
      return a.getClass() == b.getClass() && ofAll(elements(a), elements(b));
    } else if (CONTRACTS.stream().anyMatch(type -> type.isInstance(a) && !type.isInstance(b))) {
      return false;
    } else if (a instanceof Map<?, ?> map) {
      return b instanceof Map<?, ?> other && ofMaps(map, other);
    } else if (a instanceof Collection<?> collection) {
      return b instanceof Collection<?> other && ofCollections(collection, other);
    } else if (a instanceof Optional<?> optional) {
      return b instanceof Optional<?> other && of(optional.orElse(null), other.orElse(null));
    } else if (Data.isScalar(a)) {
      return a.equals(b) || ofTexts(a, b);
    }
    return a.getClass() == b.getClass() && ofAll(Parts.of(a), Parts.of(b));
  }

  /** Those without equals: numbers that change, builders, patterns. */
  private static boolean ofTexts(Object a, Object b) {
    return a.getClass() == b.getClass()
        && isWithoutEquals(a.getClass())
        && a.toString().equals(b.toString());
  }

  private static boolean isWithoutEquals(Class<?> type) {
    return Arrays.stream(type.getMethods())
        .filter(method -> method.getName().equals("equals"))
        .allMatch(method -> method.getDeclaringClass() == Object.class);
  }

  private static boolean ofMaps(Map<?, ?> a, Map<?, ?> b) {
    if (a instanceof SortedMap<?, ?> sorted
        && !Objects.equals(sorted.comparator(), ((SortedMap<?, ?>) b).comparator())) {
      return false;
    }
    return a.size() == b.size()
        && a.entrySet().stream()
            .allMatch(entry -> b.containsKey(entry.getKey()) && ofEntry(entry, b));
  }

  private static boolean ofEntry(Map.Entry<?, ?> entry, Map<?, ?> b) {
    return of(entry.getValue(), b.get(entry.getKey()));
  }

  private static boolean ofCollections(Collection<?> a, Collection<?> b) {
    if (a instanceof SortedSet<?> sorted
        && !Objects.equals(sorted.comparator(), ((SortedSet<?>) b).comparator())) {
      return false;
    } else if (a instanceof Set && !(a instanceof LinkedHashSet)) {
      return b instanceof Set && a.size() == b.size() && b.containsAll(a);
    }
    return a instanceof List == b instanceof List && ofAll(a, b);
  }

  private static boolean ofAll(
      Iterable<? extends @Nullable Object> a, Iterable<? extends @Nullable Object> b) {
    Iterator<? extends @Nullable Object> others = b.iterator();
    for (Object each : a) {
      if (!others.hasNext() || !of(each, others.next())) {
        return false;
      }
    }
    return !others.hasNext();
  }

  private static List<? extends @Nullable Object> elements(Object array) {
    return IntStream.range(0, Array.getLength(array)).mapToObj(i -> Array.get(array, i)).toList();
  }
}
