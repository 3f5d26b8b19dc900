package io.liveimage.repl.engine;

import java.lang.reflect.Field;
import java.lang.reflect.Type;
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

  /** A variable for a script, and the value to be saved beside when the script cannot have it. */
  record Saved(Script.Entry entry, Optional<Candidate> candidate) {}

  /** A value that a codec may be able to save. */
  record Candidate(String name, String typeName, Type type, Object value) {}

  /** Returns a variable for a script: with its value where that has a literal. */
  Saved save(VarSnippet variable) {
    Object value = valueOf(variable).orElse(null);
    Optional<String> literal = Optional.ofNullable(value).flatMap(Literal::of);
    Script.Entry entry = entry(variable, literal.map(source -> " = " + source).orElse("") + ";");
    return new Saved(
        entry,
        Optional.ofNullable(value)
            .filter(any -> literal.isEmpty())
            .map(any -> new Candidate(variable.name(), typeName(variable), type(variable), any)));
  }

  private Script.Entry entry(VarSnippet variable, String rest) {
    String declaration = declaration(variable);
    return new Script.Entry(
        DefinitionKind.VARIABLE, declaration.replaceAll("\\s+", " "), declaration + rest);
  }

  /** Returns the value of a variable, empty for null and for one that is not there yet. */
  Optional<Object> valueOf(VarSnippet variable) {
    return field(variable).map(Variables::value);
  }

  void set(VarSnippet variable, Object value) {
    set(field(variable).orElseThrow(), value);
  }

  /** Returns the type that the variable has, or will have once it is declared anew. */
  Type type(VarSnippet variable) {
    Field field = field(variable).orElseThrow();
    return isWritable(variable.typeName()) ? field.getGenericType() : types.of(field.getType());
  }

  /** Returns type and name. */
  String declaration(VarSnippet variable) {
    return typeName(variable) + " " + variable.name();
  }

  /** The type of {@code var} can be one that cannot be written. */
  private String typeName(VarSnippet variable) {
    Optional<Field> field = field(variable);
    return field.isEmpty() || isWritable(variable.typeName())
        ? variable.typeName()
        : types.of(field.get().getType()).getCanonicalName();
  }

  private static boolean isWritable(String typeName) {
    return !UNWRITABLE.matcher(typeName).find();
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
