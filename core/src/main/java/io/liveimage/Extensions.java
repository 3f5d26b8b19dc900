package io.liveimage;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The extensions found on the class path: opened in order, closed in the same order. */
final class Extensions {
  private static final Logger log = LoggerFactory.getLogger(Lifecycle.class);

  private static final String SYSTEMD = "io.liveimage.systemd.SystemdExtension";

  /** Our own extensions, to notice a jar whose services file was lost in shading. */
  private static final List<String> OWN =
      List.of(
          "io.liveimage.service.PidFileExtension",
          "io.liveimage.killport.KillPortExtension",
          "io.liveimage.repl.RemoteReplExtension",
          SYSTEMD);

  private final List<Open> open = new ArrayList<>();

  private record Open(LifecycleExtension extension, LifecycleExtension.Opened opened) {
    boolean isFirst() {
      return Extensions.isFirst(extension);
    }

    boolean isLast() {
      return extension.order() == LifecycleExtension.LAST;
    }
  }

  /** Makes the context for one extension. */
  @FunctionalInterface
  interface ContextFactory {
    ExtensionContext forExtension(LifecycleExtension extension);
  }

  static List<LifecycleExtension> find(ClassLoader hostLoader) {
    Map<String, LifecycleExtension> found = new LinkedHashMap<>();
    for (ClassLoader loader : new LinkedHashSet<>(List.of(hostLoader, ownLoader()))) {
      load(loader, found);
    }
    warnOfUnlisted(hostLoader, found);
    warnOfSilence(hostLoader, found);
    List<LifecycleExtension> inOrder = new ArrayList<>(found.values());
    inOrder.sort(Comparator.comparingInt(LifecycleExtension::order));
    return inOrder;
  }

  private static void load(ClassLoader loader, Map<String, LifecycleExtension> found) {
    try {
      for (LifecycleExtension extension : ServiceLoader.load(LifecycleExtension.class, loader)) {
        found.putIfAbsent(extension.getClass().getName(), extension);
      }
    } catch (ServiceConfigurationError | LinkageError e) {
      throw new LifecycleException("An extension cannot be loaded: " + e.getMessage(), e);
    }
  }

  private static ClassLoader ownLoader() {
    ClassLoader own = Extensions.class.getClassLoader();
    return own == null ? ClassLoader.getSystemClassLoader() : own;
  }

  private static void warnOfUnlisted(ClassLoader loader, Map<String, LifecycleExtension> found) {
    for (String name : OWN) {
      if (!found.containsKey(name) && isOnClassPath(loader, name)) {
        log.warn(
            "{} is on the class path but not listed in META-INF/services/{}, so it is not opened. A"
                + " shaded jar has to merge services files: add the ServicesResourceTransformer to"
                + " maven-shade-plugin, or mergeServiceFiles() to the Gradle Shadow plugin.",
            name,
            LifecycleExtension.class.getName());
      }
    }
  }

  static boolean isFirst(LifecycleExtension extension) {
    return extension.order() == LifecycleExtension.FIRST;
  }

  /** A service manager that waits for a notice would take the host for one that does not start. */
  private static void warnOfSilence(ClassLoader loader, Map<String, LifecycleExtension> found) {
    if (System.getenv("NOTIFY_SOCKET") != null
        && !found.containsKey(SYSTEMD)
        && !isOnClassPath(loader, SYSTEMD)) {
      log.warn(
          "NOTIFY_SOCKET is set: the service manager waits to be told that this host is ready, and"
              + " will end it when it hears nothing. Add io.liveimage:liveimage-systemd to the class"
              + " path, or set Type=exec instead of Type=notify in the unit of systemd.");
    }
  }

  private static boolean isOnClassPath(ClassLoader loader, String name) {
    return loader.getResource(name.replace('.', '/') + ".class") != null;
  }

  /** Opens an extension; false when the settings switch it off. */
  boolean open(LifecycleExtension extension, ContextFactory contexts) {
    try {
      Optional<LifecycleExtension.Opened> opened = extension.open(contexts.forExtension(extension));
      opened.ifPresent(each -> open.add(new Open(extension, each)));
      return opened.isPresent();
    } catch (LifecycleException e) {
      throw e;
    } catch (Exception | Error e) {
      throw new LifecycleException(
          "Extension %s could not be opened: %s".formatted(extension.name(), e), e);
    }
  }

  List<String> summaries() {
    return open.stream().map(each -> each.opened.summary()).toList();
  }

  void drain() {
    open.forEach(each -> tryTo("drained", each, each.opened::drain));
  }

  void resume() {
    open.forEach(each -> tryTo("resumed", each, each.opened::resume));
  }

  /** Closes all but the first ones, which see all, and the last ones, which tell how it ended. */
  void closeOrdinary() {
    open.stream().filter(each -> !each.isFirst() && !each.isLast()).forEach(Extensions::close);
  }

  void closeFirst() {
    open.stream().filter(Open::isFirst).forEach(Extensions::close);
  }

  void closeLast() {
    open.stream().filter(Open::isLast).forEach(Extensions::close);
  }

  private static void close(Open each) {
    tryTo("closed", each, each.opened::close);
  }

  private static void tryTo(String what, Open each, Runnable call) {
    try {
      call.run();
    } catch (Exception | Error e) { // whatever it is, the stop of the host goes on
      log.warn("Extension {} could not be {}", each.extension.name(), what, e);
    }
  }
}
