package io.liveimage.repl.engine;

import static java.util.Comparator.comparing;

import java.lang.reflect.Modifier;
import java.lang.reflect.Proxy;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Finds the most precise type under which snippets can use a value. A class of its own can be
 * private to a package, a lambda, a proxy, or in a package its module does not export; then it is
 * the nearest superclass or one of the interfaces that can be named: one of the host before one of
 * the JDK, and the one with most to call.
 */
final class NameableType {
  private static final Set<Class<?>> TOO_GENERAL = Set.of(Object.class, Record.class, Enum.class);

  private final ClassLoader loader;
  private final Predicate<Class<?>> seen;

  /**
   * Makes a finder.
   *
   * @param loader where snippets find classes at run time
   * @param seen whether the compiler sees a class
   */
  NameableType(ClassLoader loader, Predicate<Class<?>> seen) {
    this.loader = loader;
    this.seen = seen;
  }

  Class<?> of(@Nullable Object value) {
    return value == null ? Object.class : of(value.getClass());
  }

  Class<?> of(Class<?> type) {
    if (type.isArray()) {
      return of(type.getComponentType()).arrayType();
    }
    return isNameable(type) ? type : nearest(type);
  }

  private Class<?> nearest(Class<?> type) {
    Set<Class<?>> found = new LinkedHashSet<>();
    collect(type, found);
    found.removeIf(general -> found.stream().anyMatch(other -> isBelow(other, general)));
    return found.stream()
        .max(comparing(NameableType::isOfTheHost).thenComparing(t -> t.getMethods().length))
        .orElse(Object.class);
  }

  private void collect(@Nullable Class<?> type, Set<Class<?>> found) {
    if (type == null || TOO_GENERAL.contains(type)) {
      return;
    }
    if (isNameable(type)) {
      found.add(type);
      return;
    }
    if (!Proxy.isProxyClass(type)) {
      collect(type.getSuperclass(), found);
    }
    for (Class<?> inherited : type.getInterfaces()) {
      collect(inherited, found);
    }
  }

  private static boolean isBelow(Class<?> type, Class<?> general) {
    return type != general && general.isAssignableFrom(type);
  }

  private static boolean isOfTheHost(Class<?> type) {
    return !type.getName().startsWith("java.");
  }

  private boolean isNameable(Class<?> type) {
    return type.isPrimitive()
        || (hasName(type)
            && isPublic(type)
            && isExported(type)
            && isFound(type)
            && seen.test(type));
  }

  private static boolean hasName(Class<?> type) {
    return type.getCanonicalName() != null
        && !type.isHidden()
        && !type.isSynthetic()
        && !Proxy.isProxyClass(type)
        && !type.getPackageName().isEmpty();
  }

  private static boolean isPublic(Class<?> type) {
    Class<?> outer = type.getEnclosingClass();
    return Modifier.isPublic(type.getModifiers()) && (outer == null || isPublic(outer));
  }

  private static boolean isExported(Class<?> type) {
    return type.getModule().isExported(type.getPackageName());
  }

  private boolean isFound(Class<?> type) {
    try {
      return Class.forName(type.getName(), false, loader) == type;
    } catch (ClassNotFoundException | LinkageError e) {
      return false;
    }
  }
}
