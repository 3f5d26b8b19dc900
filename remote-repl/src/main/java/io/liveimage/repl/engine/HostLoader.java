package io.liveimage.repl.engine;

import org.jspecify.annotations.Nullable;

/**
 * The host's loader as context class loader of this thread, while code of a session runs on it.
 *
 * @param before the loader that comes back
 */
record HostLoader(@Nullable ClassLoader before) implements AutoCloseable {

  static HostLoader enter(ClassLoader host) {
    Thread thread = Thread.currentThread();
    HostLoader entered = new HostLoader(thread.getContextClassLoader());
    thread.setContextClassLoader(host);
    return entered;
  }

  @Override
  public void close() {
    Thread.currentThread().setContextClassLoader(before);
  }
}
