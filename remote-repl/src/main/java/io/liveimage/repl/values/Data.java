package io.liveimage.repl.values;

import io.liveimage.repl.engine.ReplEngine;
import io.liveimage.repl.engine.ValueException;
import java.io.File;
import java.lang.reflect.Array;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Calendar;
import java.util.Collection;
import java.util.Currency;
import java.util.Date;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TimeZone;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Tells data from live objects, so that nothing else is ever handed to a codec: that would read
 * streams and iterators to their end, and call whatever looks like a getter.
 */
final class Data {
  private static final int DEEPEST = 400;

  private static final List<Class<?>> SCALARS =
      List.of(
          String.class,
          Character.class,
          Boolean.class,
          Byte.class,
          Short.class,
          Integer.class,
          Long.class,
          Float.class,
          Double.class,
          BigInteger.class,
          BigDecimal.class,
          AtomicBoolean.class,
          AtomicInteger.class,
          AtomicLong.class,
          OptionalDouble.class,
          OptionalInt.class,
          OptionalLong.class,
          StringBuilder.class,
          UUID.class,
          URI.class,
          File.class,
          Path.class,
          Charset.class,
          Locale.class,
          Currency.class,
          Date.class,
          Calendar.class,
          TimeZone.class,
          Pattern.class);

  private Data() {}

  /**
   * Looks through a value.
   *
   * @throws ValueException that names the class of a part that is no data
   */
  static void require(@Nullable Object value) {
    require(value, 0);
  }

  private static void require(@Nullable Object value, int depth) {
    if (Thread.currentThread().isInterrupted()) {
      throw new ValueException("it was interrupted");
    } else if (depth > DEEPEST) {
      throw new ValueException("it is nested more than " + DEEPEST + " deep, or in itself");
    } else if (value == null || isScalar(value)) {
      return;
    }
    parts(value).forEach(part -> require(part, depth + 1));
  }

  private static Iterable<? extends @Nullable Object> parts(Object value) {
    if (value.getClass().isArray()) {
      return elements(value);
    } else if (value instanceof Optional<?> optional) {
      return optional.stream().toList();
    } else if (isOfTheJdk(value) && value instanceof Map<?, ?> map) {
      return entries(map);
    } else if (isOfTheJdk(value) && isPlain(value)) {
      return (Collection<?>) value;
    } else if (value instanceof Record || isOfSession(value.getClass())) {
      return Parts.of(value);
    }
    throw new ValueException(name(value) + " is no data");
  }

  private static boolean isOfSession(Class<?> type) {
    return ReplEngine.isDefinedInSession(type) && !type.isHidden() && !type.isAnonymousClass();
  }

  private static boolean isPlain(Object collection) {
    return collection instanceof List || collection instanceof Set || collection instanceof Deque;
  }

  private static List<? extends @Nullable Object> elements(Object array) {
    return array instanceof Object[] objects
        ? Arrays.asList(objects)
        : List.of(Array.getLength(array));
  }

  private static List<? extends @Nullable Object> entries(Map<?, ?> map) {
    List<@Nullable Object> entries = new ArrayList<>(map.keySet());
    entries.addAll(map.values());
    return entries;
  }

  static boolean isScalar(Object value) {
    return value instanceof Enum
        || value.getClass().getName().startsWith("java.time.")
        || SCALARS.stream().anyMatch(scalar -> scalar.isInstance(value));
  }

  static boolean isOfTheJdk(Object value) {
    return value.getClass().getName().startsWith("java.util.");
  }

  /** Returns what a person calls the class of a value. */
  static String name(Object value) {
    Class<?> type = value.getClass();
    if (type.isHidden() || type.isSynthetic()) {
      return "a lambda";
    } else if (type.isAnonymousClass()) {
      return "an anonymous class";
    }
    return ReplEngine.isDefinedInSession(type) ? type.getSimpleName() : type.getTypeName();
  }
}
