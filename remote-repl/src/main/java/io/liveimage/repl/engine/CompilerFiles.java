package io.liveimage.repl.engine;

import static java.util.Objects.requireNonNull;

import java.io.ByteArrayInputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListMap;
import javax.tools.FileObject;
import javax.tools.ForwardingJavaFileManager;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.StandardLocation;
import javax.tools.ToolProvider;
import org.jspecify.annotations.Nullable;

/**
 * What the compiler sees: the JDK, the host's class path, and the classes that hold bindings. This
 * is the place where a host whose classes are not on the class path can be listed by its loader.
 */
final class CompilerFiles extends ForwardingJavaFileManager<StandardJavaFileManager>
    implements StandardJavaFileManager {

  private final Map<String, ClassInMemory> bindings = new ConcurrentSkipListMap<>();
  private final ClassLoader noPlugins = new ClassLoader(null) {};

  private CompilerFiles(StandardJavaFileManager standard) {
    super(standard);
  }

  static CompilerFiles open() {
    JavaCompiler compiler =
        requireNonNull(ToolProvider.getSystemJavaCompiler(), "compiler of module jdk.compiler");
    return new CompilerFiles(compiler.getStandardFileManager(null, null, null));
  }

  /** Adds a class of the package {@link Bindings#PACKAGE}. */
  void add(String className, byte[] bytecode) {
    bindings.put(className, new ClassInMemory(className, bytecode));
  }

  /** Removes a class again. */
  void remove(String className) {
    bindings.remove(className);
  }

  /** Returns whether a snippet that names this class compiles. */
  boolean sees(Class<?> type) {
    return type.getModule().isNamed() || isOnClassPath(type.getName());
  }

  private boolean isOnClassPath(String className) {
    try {
      return getJavaFileForInput(StandardLocation.CLASS_PATH, className, JavaFileObject.Kind.CLASS)
          != null;
    } catch (IOException e) {
      throw new IllegalStateException("Cannot look for " + className + " on the class path", e);
    }
  }

  @Override
  public Iterable<JavaFileObject> list(
      Location location, String packageName, Set<JavaFileObject.Kind> kinds, boolean recurse)
      throws IOException {
    if (location == StandardLocation.CLASS_PATH
        && packageName.equals(Bindings.PACKAGE)
        && kinds.contains(JavaFileObject.Kind.CLASS)) {
      return new ArrayList<>(bindings.values());
    }
    return super.list(location, packageName, kinds, recurse);
  }

  @Override
  public @Nullable String inferBinaryName(Location location, JavaFileObject file) {
    return file instanceof ClassInMemory holder
        ? holder.className
        : super.inferBinaryName(location, file);
  }

  /** Javac would look for compiler plugins in the host and run them. */
  @Override
  public @Nullable ClassLoader getClassLoader(Location location) {
    return location == StandardLocation.CLASS_PATH ? noPlugins : super.getClassLoader(location);
  }

  /** JShell sets the class path anew, with {@code .} in it, to make javac list packages again. */
  @Override
  public boolean handleOption(String option, Iterator<String> remaining) {
    if (option.equals("-classpath")) {
      remaining.next();
      return true;
    }
    return super.handleOption(option, remaining);
  }

  /** JShell would read every jar in the background for a completion that is not offered here. */
  @Override
  public Iterable<? extends Path> getLocationAsPaths(Location location) {
    return List.of();
  }

  @Override
  public boolean isSameFile(FileObject a, FileObject b) {
    return a == b || fileManager.isSameFile(a, b);
  }

  @Override
  public Iterable<? extends JavaFileObject> getJavaFileObjectsFromFiles(
      Iterable<? extends File> files) {
    return fileManager.getJavaFileObjectsFromFiles(files);
  }

  @Override
  public Iterable<? extends JavaFileObject> getJavaFileObjects(File... files) {
    return fileManager.getJavaFileObjects(files);
  }

  @Override
  public Iterable<? extends JavaFileObject> getJavaFileObjectsFromStrings(Iterable<String> names) {
    return fileManager.getJavaFileObjectsFromStrings(names);
  }

  @Override
  public Iterable<? extends JavaFileObject> getJavaFileObjects(String... names) {
    return fileManager.getJavaFileObjects(names);
  }

  @Override
  public void setLocation(Location location, @Nullable Iterable<? extends File> files)
      throws IOException {
    fileManager.setLocation(location, files);
  }

  @Override
  public @Nullable Iterable<? extends File> getLocation(Location location) {
    return fileManager.getLocation(location);
  }

  private static final class ClassInMemory extends SimpleJavaFileObject {
    private final String className;
    private final byte[] bytecode;

    ClassInMemory(String className, byte[] bytecode) {
      super(URI.create("binding:///" + className.replace('.', '/') + ".class"), Kind.CLASS);
      this.className = className;
      this.bytecode = bytecode;
    }

    @Override
    public InputStream openInputStream() {
      return new ByteArrayInputStream(bytecode);
    }
  }
}
