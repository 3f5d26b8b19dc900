package io.liveimage.local;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

class RunDirectoryTest {
  @TempDir private Path given;
  private Path home;

  @BeforeEach
  void realPath() throws IOException {
    home = given.toRealPath().resolve("app/.liveimage");
  }

  @Test
  void openingCreatesAPrivateDirectoryWithPidAndToken() throws IOException {
    Requirement.unixFiles();
    try (RunDirectory directory = RunDirectory.open(home)) {
      assertThat(directory.path()).isEqualTo(home);
      assertThat(mode(home)).isEqualTo("rwx------");
      assertThat(files()).containsExactly("lock", "pid", "token");
      assertThat(home.resolve("pid")).hasContent(ProcessHandle.current().pid() + "\n");
      for (String file : files()) {
        assertThat(mode(home.resolve(file))).as(file).isEqualTo("rw-------");
      }
    }
  }

  @Test
  void tokenFileHoldsTheTokenAndNoTextDoes() throws IOException {
    try (RunDirectory directory = RunDirectory.open(home)) {
      String secret = Files.readString(directory.tokenFile()).stripTrailing();

      assertThat(directory.token().matches(secret)).isTrue();
      assertThat(secret).matches("[0-9a-f]{64}");
      assertThat(directory.token().toString()).doesNotContain(secret);
      assertThat(directory).hasToString("RunDirectory(" + home + ")");
    }
  }

  @Test
  void eachOpeningMakesANewToken() {
    RunDirectory first = RunDirectory.open(home);
    String secret = secretOf(first);
    first.close();

    try (RunDirectory second = RunDirectory.open(home)) {
      assertThat(secretOf(second)).isNotEqualTo(secret);
      assertThat(second.token().matches(secret)).isFalse();
    }
  }

  @Test
  void publishedPortsAreThereUntilClose() throws IOException {
    try (RunDirectory directory = RunDirectory.open(home)) {
      directory.publishPort("killport", 6666);
      directory.publishPort("repl", 1);
      directory.publishPort("repl", 65535);

      assertThat(home.resolve("killport.port")).hasContent("6666\n");
      assertThat(home.resolve("repl.port")).hasContent("65535\n");
      if (FileStatus.isUnix(home)) {
        assertThat(mode(home.resolve("repl.port"))).isEqualTo("rw-------");
      }
    }

    assertThat(files()).containsExactly("lock");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "../x", "a/b", ".hidden", "a.b", "a b", "a\n"})
  void listenerNamesAreChecked(String name) {
    try (RunDirectory directory = RunDirectory.open(home)) {
      assertThatThrownBy(() -> directory.publishPort(name, 1))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("Not a listener name: " + name);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 0, 65536})
  void portsAreChecked(int port) {
    try (RunDirectory directory = RunDirectory.open(home)) {
      assertThatThrownBy(() -> directory.publishPort("repl", port))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("Not a bound port: " + port);
    }
  }

  @Test
  void writtenFilesAreReplacedAndStay() throws IOException {
    try (RunDirectory directory = RunDirectory.open(home)) {
      directory.write("last-stop.json", "{\"a long\": \"first one\"}".getBytes(UTF_8));
      directory.write("last-stop.json", "{}".getBytes(UTF_8));
      if (FileStatus.isUnix(home)) {
        assertThat(mode(home.resolve("last-stop.json"))).isEqualTo("rw-------");
      }
    }

    assertThat(files()).containsExactly("last-stop.json", "lock");
    assertThat(home.resolve("last-stop.json")).hasContent("{}");
    RunDirectory.open(home).close();
    assertThat(home.resolve("last-stop.json")).hasContent("{}");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", ".", "..", "a/b", "/etc/x", "lock", "pid", "token", "x.port", "x.tmp", ".x"})
  void fileNamesAreChecked(String name) {
    try (RunDirectory directory = RunDirectory.open(home)) {
      assertThatThrownBy(() -> directory.write(name, new byte[0]))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("Not a file name: " + name);
    }
  }

  @Test
  void interruptedThreadCanWriteAndStaysInterrupted() {
    try (RunDirectory directory = RunDirectory.open(home)) {
      Thread.currentThread().interrupt();

      directory.write("last-stop.json", "{}".getBytes(UTF_8));

      assertThat(Thread.interrupted()).isTrue();
      assertThat(home.resolve("last-stop.json")).hasContent("{}");
    }
  }

  @Test
  void threadsThatWriteOneFileLeaveOneWholeFile() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try (RunDirectory directory = RunDirectory.open(home)) {
      List<? extends Future<?>> writes =
          IntStream.range(0, 20)
              .mapToObj(i -> "%d".formatted(i % 10).repeat(5000).getBytes(UTF_8))
              .map(content -> threads.submit(() -> directory.write("shared", content)))
              .toList();
      for (Future<?> write : writes) {
        write.get(20, TimeUnit.SECONDS);
      }

      assertThat(Files.readString(home.resolve("shared"))).hasSize(5000).matches("(.)\\1*");
      assertThat(files()).containsExactly("lock", "pid", "shared", "token");
    } finally {
      threads.shutdownNow();
      assertThat(threads.awaitTermination(20, TimeUnit.SECONDS)).isTrue();
    }
  }

  @Test
  void fileThatCannotBeWrittenIsNamed() throws IOException {
    try (RunDirectory directory = RunDirectory.open(home)) {
      Files.createDirectories(home.resolve("images/1"));

      assertThatThrownBy(() -> directory.write("images", new byte[1]))
          .isInstanceOf(RunDirectoryException.class)
          .hasMessageStartingWith("Cannot write " + home.resolve("images") + ": ");
      assertThat(files()).containsExactly("images", "lock", "pid", "token");
    }
  }

  @Test
  void closedDirectoryIsNotWritten() throws IOException {
    RunDirectory directory = RunDirectory.open(home);
    directory.close();

    assertThatThrownBy(() -> directory.write("last-stop.json", new byte[0]))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("Run directory " + home + " is closed");
    assertThatThrownBy(() -> directory.publishPort("repl", 1))
        .isInstanceOf(IllegalStateException.class);
    assertThat(files()).containsExactly("lock");
  }

  @Test
  void closingTwiceLeavesTheNextHolderAlone() throws IOException {
    RunDirectory first = RunDirectory.open(home);
    first.close();

    try (RunDirectory second = RunDirectory.open(home)) {
      first.close();

      assertThat(files()).containsExactly("lock", "pid", "token");
      assertThat(second.token().matches(secretOf(second))).isTrue();
    }
  }

  @Test
  void closingWithoutTheDirectoryFreesIt() throws IOException {
    RunDirectory directory = RunDirectory.open(home);
    for (String file : files()) {
      Files.delete(home.resolve(file));
    }
    Files.delete(home);

    directory.close();

    RunDirectory.open(home).close();
  }

  @Test
  void leftoversOfAKilledPredecessorAreRemoved() throws IOException {
    RunDirectory.open(home).close();
    for (String leftover :
        List.of("pid", "token", "repl.port", "x.sock", "last-stop.json.7f.tmp", "keep")) {
      Files.writeString(home.resolve(leftover), "1\n");
    }
    Files.createDirectory(home.resolve("7.tmp"));

    try (RunDirectory directory = RunDirectory.open(home)) {
      assertThat(files()).containsExactly("7.tmp", "keep", "lock", "pid", "token");
      assertThat(home.resolve("pid")).hasContent(ProcessHandle.current().pid() + "\n");
      assertThat(directory.token().matches(secretOf(directory))).isTrue();
    }
  }

  @Test
  void filesOfADirectoryThatWasNoneOfOursStay() throws IOException {
    Files.createDirectories(home);
    if (FileStatus.isUnix(home)) {
      Files.setPosixFilePermissions(home, PosixFilePermissions.fromString("rwx------"));
    }
    Files.createFile(home.resolve("draft.tmp"));
    Files.createFile(home.resolve("air.port"));

    RunDirectory.open(home).close();

    assertThat(files()).containsExactly("air.port", "draft.tmp", "lock");
  }

  @ParameterizedTest
  @ValueSource(strings = {"lock", "pid", "token"})
  void plantedLinkIsRefusedAndNotFollowed(String name) throws IOException {
    RunDirectory.open(home).close();
    Path precious = Files.writeString(given.resolve("precious"), "gold");
    Files.deleteIfExists(home.resolve(name));
    Files.createSymbolicLink(home.resolve(name), precious);

    assertThatThrownBy(() -> RunDirectory.open(home))
        .isInstanceOf(RunDirectoryException.class)
        .hasMessage(
            "Refusing to use %s: it is a link; expected a regular file or none. Cure: delete it"
                .formatted(home.resolve(name)));

    assertThat(precious).hasContent("gold");
    Files.delete(home.resolve(name));
    RunDirectory.open(home).close();
  }

  @Test
  void tokenFileOfAnotherUserIsRefused() throws IOException {
    Requirement.root();
    RunDirectory.open(home).close();
    Files.setAttribute(Files.createFile(home.resolve("token")), "unix:uid", 4242);

    assertThatThrownBy(() -> RunDirectory.open(home))
        .isInstanceOf(RunDirectoryException.class)
        .hasMessageContaining("it belongs to uid 4242; expected uid 0");
  }

  @Test
  void tighteningIsLoggedOnce() throws IOException {
    Requirement.unixFiles();
    Files.createDirectories(home);
    Files.setPosixFilePermissions(home, PosixFilePermissions.fromString("rwxr-x---"));
    Files.setPosixFilePermissions(home.getParent(), PosixFilePermissions.fromString("rwxr-xr-x"));
    ListAppender<ILoggingEvent> log = new ListAppender<>();
    Logger logger = (Logger) LoggerFactory.getLogger(StrictModes.class);
    log.start();
    logger.addAppender(log);
    try {
      RunDirectory.open(home).close();
      RunDirectory.open(home).close();
    } finally {
      logger.detachAppender(log);
    }

    assertThat(mode(home)).isEqualTo("rwx------");
    assertThat(log.list)
        .singleElement()
        .satisfies(event -> assertThat(event.getLevel()).isEqualTo(Level.WARN))
        .extracting(ILoggingEvent::getFormattedMessage)
        .isEqualTo("Run directory " + home + " had mode 0750, set to 0700");
  }

  @Test
  void secondLifecycleOfThisProcessIsRefused() throws IOException {
    try (RunDirectory first = RunDirectory.open(home)) {
      assertThatThrownBy(() -> RunDirectory.open(home.resolve("../.liveimage")))
          .isInstanceOfSatisfying(
              AlreadyRunningException.class,
              e -> assertThat(e.pid()).hasValue(ProcessHandle.current().pid()))
          .hasMessage(
              "already in use by another lifecycle in this process (home %s);"
                      .formatted(first.path())
                  + " each needs its own home");
      assertThat(first.token().matches(secretOf(first))).isTrue();
    }

    RunDirectory.open(home).close();
  }

  private static String secretOf(RunDirectory directory) {
    try {
      return Files.readString(directory.tokenFile()).stripTrailing();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private List<String> files() throws IOException {
    try (Stream<Path> files = Files.list(home)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  private static String mode(Path path) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }
}
