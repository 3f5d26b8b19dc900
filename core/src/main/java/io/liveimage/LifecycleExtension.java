package io.liveimage;

import java.util.Optional;

/**
 * Something that opens with every host that has its jar on the class path, such as the kill port.
 * Found through {@link java.util.ServiceLoader}, first by the context class loader of the thread
 * that starts the host, then by the loader of this class. Implementations have a public no-argument
 * constructor.
 */
public interface LifecycleExtension {
  /**
   * The {@link #order()} of an extension that is opened before the image and the components, and
   * closed when all of them are stopped, just before the run directory is free: one that tells a
   * service manager how the host is. It must not use state or bindings.
   */
  int FIRST = Integer.MIN_VALUE;

  /** The {@link #order()} of extensions for which it does not matter. */
  int ANY_ORDER = 0;

  /**
   * The {@link #order()} of an extension that is opened last, so that it can stop everything, and
   * closed only when the host is stopped, so that it can tell its clients how.
   */
  int LAST = Integer.MAX_VALUE;

  /**
   * Returns the name, such as {@code killport}; also the name of its section in the image.
   *
   * @return a Java identifier
   */
  String name();

  /**
   * Returns the place among the other extensions: lower ones are opened first and closed first.
   *
   * @return the place
   */
  default int order() {
    return ANY_ORDER;
  }

  /**
   * Opens this extension; called once, after the components of the builder are started.
   *
   * @param context the host
   * @return what is open now, or empty when the settings switch it off
   * @throws Exception when it cannot be opened; the start of the host fails with it
   */
  Optional<Opened> open(ExtensionContext context) throws Exception;

  /** An extension that is open. The lifecycle calls one method at a time. */
  interface Opened {
    /**
     * Returns what is open and where, for the start line of the host.
     *
     * @return a phrase such as {@code kill port 127.0.0.1:6666}
     */
    String summary();

    /** Refuses new work, before the image is saved. */
    default void drain() {}

    /** Takes new work again: the image could not be saved, and the host goes on. */
    default void resume() {}

    /** Closes everything that was opened; called once, also when a later extension cannot open. */
    void close();
  }
}
