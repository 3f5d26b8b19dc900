package io.liveimage;

import io.liveimage.local.AlreadyRunningException;
import io.liveimage.local.RunDirectory;
import io.liveimage.local.RunDirectoryException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/** What a host finds where it is started: its name, its run directory, its class loader. */
final class Surroundings {
  static final String NAME = "liveimage.name";
  static final String HOME = "liveimage.home";

  private static final String JAR = ".jar";

  private Surroundings() {}

  static String name(Settings settings) {
    return settings
        .parsed(NAME, "text without line ends and other control characters", Surroundings::visible)
        .orElseGet(Surroundings::programName);
  }

  /** Returns the name as it is set, be it good or not. */
  static String nameInErrors(Settings settings) {
    return settings.text(NAME).orElseGet(Surroundings::programName);
  }

  private static String visible(String name) {
    if (name.chars().anyMatch(Character::isISOControl)) {
      throw new IllegalArgumentException(name);
    }
    return name;
  }

  /** Returns the simple name of the jar or the main class the JVM was started with. */
  private static String programName() {
    String command = System.getProperty("sun.java.command", "").split(" ", 2)[0];
    String file = command.substring(command.lastIndexOf('/') + 1);
    String name =
        file.endsWith(JAR)
            ? file.substring(0, file.length() - JAR.length())
            : file.substring(file.lastIndexOf('.') + 1);
    return name.isEmpty() ? "liveimage" : name;
  }

  static Path home(Settings settings) {
    return settings
        .parsed(HOME, "a path", Path::of)
        .or(Surroundings::stateDirectory)
        .orElse(Path.of(".liveimage"));
  }

  static RunDirectory openRunDirectory(Settings settings) {
    try {
      return RunDirectory.open(home(settings));
    } catch (AlreadyRunningException e) {
      throw new LifecycleException(String.valueOf(e.getMessage()), null);
    } catch (RunDirectoryException e) {
      throw LifecycleException.configuration(String.valueOf(e.getMessage()));
    }
  }

  /** Returns the first directory of systemd's {@code StateDirectory=}, systemd.exec(5). */
  private static Optional<Path> stateDirectory() {
    return Optional.ofNullable(System.getenv("STATE_DIRECTORY"))
        .map(directories -> directories.split(":", 2)[0])
        .filter(directory -> !directory.isEmpty())
        .map(Path::of)
        .map(Surroundings::real);
  }

  /** Follows the link that systemd makes for {@code DynamicUser=}; a home must not be one. */
  private static Path real(Path directory) {
    try {
      return directory.toRealPath();
    } catch (IOException e) {
      return directory; // not there yet, or unreadable: opening it tells
    }
  }

  static ClassLoader hostLoader() {
    ClassLoader context = Thread.currentThread().getContextClassLoader();
    return context == null ? ClassLoader.getSystemClassLoader() : context;
  }
}
