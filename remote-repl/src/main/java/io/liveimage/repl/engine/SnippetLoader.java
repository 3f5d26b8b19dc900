package io.liveimage.repl.engine;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.Type;

/**
 * Defines the classes of one image: those JShell makes of snippets, woven, and those that hold
 * bindings. Its parent is the host's loader; where that does not see this library, as in an
 * application server, what woven code calls comes from this library's own loader.
 */
final class SnippetLoader extends ClassLoader {
  private static final String RUNTIME = SnippetRuntime.class.getName();

  static {
    registerAsParallelCapable();
  }

  private final Map<String, byte[]> undefined = new ConcurrentHashMap<>();
  private final Weaver weaver = new Weaver(this::isThrowable);

  SnippetLoader(ClassLoader host) {
    super("liveimage-snippets", host);
  }

  /** Makes snippet classes known; each is woven and defined when it is first asked for. */
  void add(String name, byte[] bytecode) {
    undefined.put(name, bytecode);
  }

  /** Defines a class as it is. */
  Class<?> define(String name, byte[] bytecode) {
    return defineClass(name, bytecode, 0, bytecode.length);
  }

  @Override
  protected Class<?> findClass(String name) throws ClassNotFoundException {
    byte[] bytecode = undefined.get(name);
    if (bytecode != null) {
      byte[] woven = weaver.weave(bytecode);
      Class<?> defined = define(name, woven);
      undefined.remove(name);
      return defined;
    }
    if (name.equals(RUNTIME) || name.startsWith("jdk.jshell.spi.")) {
      return Class.forName(name, false, SnippetLoader.class.getClassLoader());
    }
    throw new ClassNotFoundException(name);
  }

  private boolean isThrowable(String internalName) {
    byte[] bytecode = undefined.get(Type.getObjectType(internalName).getClassName());
    if (bytecode != null) {
      return isThrowable(new ClassReader(bytecode).getSuperName());
    }
    try {
      String name = Type.getObjectType(internalName).getClassName();
      return Throwable.class.isAssignableFrom(Class.forName(name, false, this));
    } catch (ClassNotFoundException | LinkageError e) {
      return false; // The snippet itself will fail at this call, and say why.
    }
  }
}
