package io.liveimage.repl.engine;

import java.lang.reflect.Field;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import jdk.jshell.JShell;
import jdk.jshell.Snippet.Status;
import jdk.jshell.SnippetEvent;
import jdk.jshell.VarSnippet;
import org.jspecify.annotations.Nullable;

/**
 * The static fields behind the variables of an image. JShell makes a new class with a new field
 * whenever something changes that the declaration of a variable names; the value is carried over
 * here, where JShell leaves null. Used with the image locked.
 */
final class Variables {
  private static final Pattern UNWRITABLE = Pattern.compile("[&#]|<anon|capture");

  private final JShell jshell;
  private final InProcess process;
  private final NameableType types;
  private final Map<String, Field> byId = new HashMap<>();

  Variables(JShell jshell, InProcess process, NameableType types) {
    this.jshell = jshell;
    this.process = process;
    this.types = types;
  }

  /** Takes note of an event about a variable, and says whether the variable lost its value. */
  boolean follow(SnippetEvent event, VarSnippet variable) {
    if (event.status() != Status.VALID) {
      return awaits(event, variable);
    }
    return locate(variable).filter(now -> isLost(event, variable, now)).isPresent();
  }

  private boolean isLost(SnippetEvent event, VarSnippet variable, Field now) {
    Field before = byId.put(variable.id(), now);
    return before != null
        && !before.equals(now)
        && event.causeSnippet() != null
        && !carry(before, now);
  }

  /** A variable that waits for its type keeps its value, unless it was just declared anew. */
  private boolean awaits(SnippetEvent event, VarSnippet variable) {
    if (event.causeSnippet() == null) {
      byId.remove(variable.id());
    }
    return false;
  }

  /** Returns a variable that has a value and is no longer there because of another definition. */
  Optional<VarSnippet> brokenBy(SnippetEvent event) {
    return event.causeSnippet() != null
            && event.snippet() instanceof VarSnippet variable
            && jshell.status(variable).isActive()
            && jshell.status(variable) != Status.VALID
            && byId.containsKey(variable.id())
        ? Optional.of(variable)
        : Optional.empty();
  }

  /** Takes a variable that was declared anew back to the value that it had. */
  void restore(VarSnippet variable, Field before) {
    Field now = byId.putIfAbsent(variable.id(), before);
    if (now != null && !now.equals(before)) {
      carry(before, now);
    }
  }

  Optional<Field> field(VarSnippet variable) {
    return Optional.ofNullable(byId.get(variable.id()));
  }

  /** Forgets a variable and its value, which nothing else may keep alive. */
  void forget(VarSnippet variable) {
    Field field = byId.remove(variable.id());
    if (field != null && !field.getType().isPrimitive()) {
      set(field, null);
    }
  }

  /** Returns a variable for a script: with its value where that has a literal. */
  Script.Entry entry(VarSnippet variable) {
    Field field = byId.get(variable.id());
    Object value = field == null ? null : value(field);
    Optional<String> literal = Optional.ofNullable(value).flatMap(Literal::of);
    String declaration = declaration(variable);
    return new Script.Entry(
        DefinitionKind.VARIABLE,
        declaration.replaceAll("\\s+", " "),
        declaration + literal.map(source -> " = " + source).orElse("") + ";",
        value == null || literal.isPresent());
  }

  /** Returns type and name. */
  String declaration(VarSnippet variable) {
    return typeName(variable, byId.get(variable.id())) + " " + variable.name();
  }

  /** The type of {@code var} can be one that cannot be written. */
  private String typeName(VarSnippet variable, @Nullable Field field) {
    String name = variable.typeName();
    return field == null || !UNWRITABLE.matcher(name).find()
        ? name
        : types.of(field.getType()).getCanonicalName();
  }

  private static @Nullable Object value(Field field) {
    try {
      return field.get(null);
    } catch (IllegalAccessException e) {
      throw new IllegalStateException("Cannot read " + field, e);
    }
  }

  private Optional<Field> locate(VarSnippet variable) {
    jshell.varValue(variable);
    return process.located();
  }

  private boolean carry(Field before, Field now) {
    Object value = value(before);
    boolean fits = before.getType() == now.getType() || now.getType().isInstance(value);
    if (fits) {
      set(now, value);
    }
    return fits || value == null;
  }

  private static void set(Field field, @Nullable Object value) {
    try {
      field.set(null, value);
    } catch (IllegalAccessException e) {
      throw new IllegalStateException("Cannot set " + field, e);
    }
  }
}
