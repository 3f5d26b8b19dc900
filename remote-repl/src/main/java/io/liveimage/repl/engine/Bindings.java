package io.liveimage.repl.engine;

import java.lang.reflect.Field;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import javax.lang.model.SourceVersion;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/**
 * The values that the host made known to snippets. Each lives in the one static field of a class
 * generated for it, which every snippet imports: far cheaper than a variable declared in JShell.
 */
final class Bindings {
  static final String PACKAGE = "io.liveimage.bindings";

  /**
   * One binding.
   *
   * @param name the name of the variable
   * @param holder the class whose field it is
   * @param field that field
   */
  record Binding(String name, Class<?> holder, Field field) {
    String importSource() {
      return "import static " + holder.getName() + ".*;";
    }

    void set(@Nullable Object value) {
      try {
        field.set(null, value);
      } catch (IllegalAccessException e) {
        throw new IllegalStateException("Cannot set the binding " + name, e);
      }
    }

    boolean holds(Object value) {
      try {
        return field.get(null) == value;
      } catch (IllegalAccessException e) {
        throw new IllegalStateException("Cannot read the binding " + name, e);
      }
    }
  }

  private final SnippetLoader loader;
  private final CompilerFiles files;
  private final NameableType types;
  private final Map<String, Binding> byName = new HashMap<>();
  private int generated;

  Bindings(SnippetLoader loader, CompilerFiles files, NameableType types) {
    this.loader = loader;
    this.files = files;
    this.types = types;
  }

  static void check(String name) {
    if (!SourceVersion.isName(name) || name.contains(".")) {
      throw new IllegalArgumentException(
          "Expected a Java identifier as name of a binding, such as \"notes\", but was \""
              + name
              + "\"");
    }
  }

  Optional<Binding> get(String name) {
    return Optional.ofNullable(byName.get(name));
  }

  /** Returns the name under which the host lends this very object. */
  Optional<String> nameOf(Object value) {
    return byName.values().stream()
        .filter(binding -> binding.holds(value))
        .map(Binding::name)
        .findFirst();
  }

  /** Sets the value if the binding has this very type, and says whether it has. */
  boolean rebind(String name, @Nullable Object value) {
    Binding binding = byName.get(name);
    if (binding == null || binding.field().getType() != typeFor(binding, value)) {
      return false;
    }
    binding.set(value);
    return true;
  }

  /** Taking a value away is no reason to compile its users again. */
  private Class<?> typeFor(Binding binding, @Nullable Object value) {
    return value == null ? binding.field().getType() : types.of(value);
  }

  /** Generates the class for a new binding, or for one whose type changed. */
  Binding generate(String name, @Nullable Object value) {
    String className = PACKAGE + "." + name + "_" + ++generated;
    byte[] bytecode = bytecode(className, name, types.of(value));
    Class<?> holder = loader.define(className, bytecode);
    Binding binding = new Binding(name, holder, fieldOf(holder, name));
    binding.set(value);
    files.add(className, bytecode);
    Binding before = byName.put(name, binding);
    if (before != null) {
      files.remove(before.holder().getName());
    }
    return binding;
  }

  private static byte[] bytecode(String className, String name, Class<?> type) {
    ClassWriter writer = new ClassWriter(0);
    writer.visit(
        Opcodes.V17,
        Opcodes.ACC_PUBLIC | Opcodes.ACC_FINAL | Opcodes.ACC_SUPER,
        className.replace('.', '/'),
        null,
        "java/lang/Object",
        null);
    int access = Opcodes.ACC_PUBLIC | Opcodes.ACC_STATIC | Opcodes.ACC_VOLATILE;
    writer.visitField(access, name, Type.getDescriptor(type), null, null).visitEnd();
    writer.visitEnd();
    return writer.toByteArray();
  }

  private static Field fieldOf(Class<?> holder, String name) {
    try {
      return holder.getField(name);
    } catch (NoSuchFieldException e) {
      throw new IllegalStateException("The generated " + holder + " has no field " + name, e);
    }
  }
}
