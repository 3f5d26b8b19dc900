package io.liveimage.local;

import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.File;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The lock between real processes. */
@Timeout(60)
class RunDirectoryIT {
  @TempDir private Path given;
  private Path home;

  @BeforeEach
  void realPath() throws IOException {
    home = given.toRealPath().resolve("home");
  }

  @Test
  void secondProcessIsRefusedAndChangesNothing() throws Exception {
    try (RunDirectory directory = RunDirectory.open(home)) {
      directory.publishPort("killport", 4711);
      Map<String, String> before = contents();

      assertThat(answerOfAnotherProcess()).isEqualTo(refusalBy(ProcessHandle.current().pid()));

      assertThat(contents()).isEqualTo(before);
    }
  }

  @Test
  void closingFreesTheDirectoryForAnotherProcess() throws Exception {
    RunDirectory.open(home).close();

    assertThat(answerOfAnotherProcess()).isEqualTo("holds " + home);
  }

  @Test
  void killingTheHolderFreesTheDirectory() throws Exception {
    try (ChildProcess holder = ChildProcess.java(HoldingProcess.class, home.toString())) {
      assertThat(holder.line()).isEqualTo("holds " + home);
      String token = Files.readString(home.resolve("token"));
      assertThatThrownBy(() -> RunDirectory.open(home))
          .isInstanceOfSatisfying(
              AlreadyRunningException.class, e -> assertThat(e.pid()).hasValue(holder.pid()))
          .hasMessage(refusalBy(holder.pid()).substring("refused: ".length()));

      holder.kill();

      assertThat(home.resolve("killport.port")).exists();
      try (RunDirectory directory = RunDirectory.open(home)) {
        assertThat(home.resolve("killport.port")).doesNotExist();
        assertThat(directory.token().matches(token.stripTrailing())).isFalse();
      }
    }
  }

  @Test
  void pidOfADeadProcessIsNotNamed() throws Exception {
    try (ChildProcess holder = ChildProcess.java(HoldingProcess.class, home.toString());
        ChildProcess dead = ChildProcess.java(HoldingProcess.class, "/dev/null")) {
      assertThat(holder.line()).isEqualTo("holds " + home);
      dead.kill();
      Files.writeString(home.resolve("pid"), dead.pid() + "\n");

      assertThatThrownBy(() -> RunDirectory.open(home))
          .isInstanceOfSatisfying(AlreadyRunningException.class, e -> assertThat(e.pid()).isEmpty())
          .hasMessageStartingWith("already running (home " + home + ")");
    }
  }

  @Test
  void refusedLifecycleOfThisProcessDoesNotDropTheLock() throws Exception {
    try (RunDirectory directory = RunDirectory.open(home)) {
      assertThatThrownBy(() -> RunDirectory.open(directory.path()))
          .isInstanceOf(AlreadyRunningException.class);

      assertThat(answerOfAnotherProcess()).isEqualTo(refusalBy(ProcessHandle.current().pid()));
    }
  }

  /** Two web applications of one server, each with its own copy of the library. */
  @Test
  void refusedCopyOfTheLibraryDoesNotDropTheLock() throws Exception {
    try (RunDirectory directory = RunDirectory.open(home);
        URLClassLoader copy = copyOfTheLibrary()) {
      Class<?> copied = copy.loadClass(RunDirectory.class.getName());
      assertThat(copied).isNotSameAs(RunDirectory.class);
      Method open = copied.getMethod("open", Path.class);

      assertThatThrownBy(() -> open.invoke(null, directory.path()))
          .isInstanceOf(InvocationTargetException.class)
          .cause()
          .hasMessageContaining("already in use by another lifecycle in this process");

      assertThat(answerOfAnotherProcess()).isEqualTo(refusalBy(ProcessHandle.current().pid()));
    }
  }

  /** As through a bind mount: one lock file under two paths. */
  @Test
  void refusedSecondPathToTheDirectoryDoesNotDropTheLock() throws Exception {
    Path twin = Files.createDirectory(home.resolveSibling("twin"));
    try (RunDirectory directory = RunDirectory.open(home)) {
      Files.createLink(twin.resolve("lock"), home.resolve("lock"));
      System.gc();

      assertThatThrownBy(() -> RunDirectory.open(twin))
          .isInstanceOf(AlreadyRunningException.class)
          .hasMessageContaining("another lifecycle in this process (home " + twin + ")");

      assertThat(directory.path()).isEqualTo(home);
      assertThat(answerOfAnotherProcess()).isEqualTo(refusalBy(ProcessHandle.current().pid()));
    }
  }

  private String answerOfAnotherProcess() throws Exception {
    try (ChildProcess second = ChildProcess.java(HoldingProcess.class, home.toString())) {
      return second.line();
    }
  }

  private String refusalBy(long pid) {
    return ("refused: already running as pid %d (home %s);"
            + " stop it, or set LIVEIMAGE_HOME to another directory")
        .formatted(pid, home);
  }

  private Map<String, String> contents() throws IOException {
    try (Stream<Path> files = Files.list(home)) {
      return files.collect(toMap(Path::toString, RunDirectoryIT::describe));
    }
  }

  /** The lock file is not opened: closing it would drop the lock of this process. */
  private static String describe(Path file) {
    try {
      String attributes = Files.readAttributes(file, "size,lastModifiedTime,fileKey").toString();
      return file.endsWith("lock") ? attributes : attributes + Files.readString(file);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static URLClassLoader copyOfTheLibrary() {
    URL[] urls =
        Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
            .map(RunDirectoryIT::url)
            .toArray(URL[]::new);
    return new URLClassLoader(urls, ClassLoader.getPlatformClassLoader());
  }

  private static URL url(String file) {
    try {
      return Path.of(file).toUri().toURL();
    } catch (MalformedURLException e) {
      throw new AssertionError(e);
    }
  }
}
