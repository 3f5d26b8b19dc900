package io.liveimage.repl.values;

import io.liveimage.repl.engine.ValueException;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a record, or an object of a class defined in a session, is made of: its fields. */
final class Parts {
  private Parts() {}

  /** Returns the values of the fields that are to be saved, without calling any method. */
  static List<@Nullable Object> of(Object value) {
    List<@Nullable Object> parts = new ArrayList<>();
    fields(value.getClass()).forEach(field -> parts.add(read(field, value)));
    return parts;
  }

  static List<Field> fields(Class<?> type) {
    List<Field> fields = new ArrayList<>();
    for (Class<?> each = type; isOwn(each); each = each.getSuperclass()) {
      Arrays.stream(each.getDeclaredFields()).filter(Parts::isSaved).forEach(fields::add);
    }
    return fields;
  }

  private static boolean isOwn(@Nullable Class<?> type) {
    return type != null && type != Object.class && type != Record.class;
  }

  private static boolean isSaved(Field field) {
    return !Modifier.isStatic(field.getModifiers()) && !Modifier.isTransient(field.getModifiers());
  }

  private static @Nullable Object read(Field field, Object value) {
    try {
      if (!field.trySetAccessible()) {
        throw new ValueException("the module of " + Data.name(value) + " is not open");
      }
      return field.get(value);
    } catch (IllegalAccessException e) {
      throw new ValueException("the module of " + Data.name(value) + " is not open", e);
    }
  }
}
