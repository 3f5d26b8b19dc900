package io.liveimage.repl.engine;

import java.lang.reflect.Field;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import jdk.jshell.spi.ExecutionControl;
import jdk.jshell.spi.SPIResolutionException;
import org.jspecify.annotations.Nullable;

/**
 * Runs the code of snippets in this process, on the thread that evaluates and without the lock of
 * the image, which is held again when the call is back. JShell's own "local" engine changes the
 * context class loader and the exception handlers of the host; this one changes nothing.
 */
final class InProcess implements ExecutionControl {
  private final SnippetLoader loader;
  private final ClassLoader host;
  private final ReentrantLock lock;
  private final Results results;

  private boolean definesOnly;
  private @Nullable Field located;
  private @Nullable Throwable refusedClass;

  InProcess(SnippetLoader loader, ClassLoader host, ReentrantLock lock, Results results) {
    this.loader = loader;
    this.host = host;
    this.lock = lock;
    this.results = results;
  }

  /** With the image locked: from now on no snippet runs, or snippets run again. */
  void definesOnly(boolean definesOnly) {
    this.definesOnly = definesOnly;
  }

  /** With the image locked: the field that JShell last asked the value of. */
  Optional<Field> located() {
    Optional<Field> field = Optional.ofNullable(located);
    located = null;
    return field;
  }

  /** With the image locked: why the JVM refused a class since the last call of this. */
  Optional<Throwable> refusedClass() {
    Optional<Throwable> refused = Optional.ofNullable(refusedClass);
    refusedClass = null;
    return refused;
  }

  @Override
  public void load(ClassBytecodes[] classes) throws ClassInstallException {
    for (ClassBytecodes bytecodes : classes) {
      loader.add(bytecodes.name(), bytecodes.bytecodes());
    }
    boolean[] installed = new boolean[classes.length];
    for (int i = 0; i < classes.length; i++) {
      installed[i] = define(classes[i].name());
    }
    if (refusedClass != null) {
      throw new ClassInstallException(Traces.headline(refusedClass), installed);
    }
  }

  private boolean define(String name) {
    try {
      loader.loadClass(name);
      return true;
    } catch (ClassNotFoundException | LinkageError | IllegalArgumentException e) {
      refusedClass = e;
      return false;
    }
  }

  @Override
  public void redefine(ClassBytecodes[] classes) throws NotImplementedException {
    throw new NotImplementedException("classes are replaced, not redefined");
  }

  @Override
  public String invoke(String className, String methodName) throws RunException, InternalException {
    if (definesOnly) {
      throw new InternalException("nothing runs while definitions are restored");
    }
    Throwable refused = refusedClass().orElse(null);
    lock.unlock();
    try {
      if (refused != null) {
        throw refused;
      }
      return run(className, methodName);
    } catch (SPIResolutionException e) {
      throw new ResolutionException(e.id(), e.getStackTrace());
    } catch (Throwable e) {
      throw results.keepThrown(e);
    } finally {
      lock.lock();
    }
  }

  /** Returns the claim to what the method returned. */
  private String run(String className, String methodName) throws Throwable {
    Method method = loader.loadClass(className).getDeclaredMethod(methodName);
    method.setAccessible(true);
    try (HostLoader ignored = HostLoader.enter(host);
        SnippetRuntime.Visit interruptible = SnippetRuntime.run()) {
      return results.keepValue(method.invoke(null));
    } catch (InvocationTargetException e) {
      throw e.getTargetException();
    }
  }

  /** Never asked for the text: JShell's way to tell which field is behind a variable. */
  @Override
  public String varValue(String className, String fieldName) throws InternalException {
    try {
      Field field = loader.loadClass(className).getDeclaredField(fieldName);
      field.setAccessible(true);
      located = field;
      return "";
    } catch (ReflectiveOperationException | LinkageError e) {
      throw new InternalException(e.toString());
    }
  }

  @Override
  public void addToClasspath(String path) {
    // The host's loader finds what it finds.
  }

  @Override
  public void stop() throws NotImplementedException {
    throw new NotImplementedException("a snippet cannot be stopped from outside");
  }

  @Override
  public Object extensionCommand(String command, Object argument) throws NotImplementedException {
    throw new NotImplementedException("Unknown command: " + command);
  }

  @Override
  public void close() {
    located = null;
  }
}
