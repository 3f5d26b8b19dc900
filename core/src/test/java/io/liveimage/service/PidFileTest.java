package io.liveimage.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.liveimage.ExitCodes;
import io.liveimage.LifecycleException;
import io.liveimage.local.Requirement;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PidFileTest {
  private static final String OWN_LINE = ProcessHandle.current().pid() + "\n";
  private static final int CONTENDERS = 3;
  private static final int NOBODY = 65_534;

  @TempDir Path directory;

  private Path path;
  private Owner us;

  @BeforeEach
  void nameTheFile() throws IOException {
    path = directory.resolve("hello.pid");
    us = Owner.of(directory);
  }

  private PidFile take() {
    return PidFile.take(path, us);
  }

  private void write(Object pid) throws IOException {
    Files.writeString(path, pid + "\n");
  }

  private void writtenBefore(Duration age) throws IOException {
    Files.setLastModifiedTime(path, FileTime.from(Instant.now().minus(age)));
  }

  private List<String> files() throws IOException {
    try (var entries = Files.list(directory)) {
      return entries.map(entry -> entry.getFileName().toString()).sorted().toList();
    }
  }

  private void assertRefused(String... parts) throws IOException {
    List<String> before = files();

    assertThatThrownBy(this::take)
        .isInstanceOf(LifecycleException.class)
        .hasMessageStartingWith("Pid file " + path + " ")
        .hasMessageContainingAll(parts)
        .hasMessageEndingWith(", or set liveimage.pidfile to another file.")
        .hasNoCause()
        .extracting(failure -> ((LifecycleException) failure).exitCode())
        .isEqualTo(ExitCodes.CONFIGURATION);
    assertThat(files()).isEqualTo(before);
  }

  @Test
  void holdsThePidAndANewlineAndNothingElseIsLeftBeside() throws Exception {
    PidFile file = take();

    assertThat(path).hasContent(OWN_LINE);
    assertThat(files()).containsExactly("hello.pid");
    assertThat(file.summary()).isEqualTo("pid file " + path);
  }

  @Test
  void canBeReadByAllAndWrittenByItsOwnerOnly() throws Exception {
    Requirement.unixFiles();

    take();

    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
        .isEqualTo("rw-r--r--");
  }

  @Test
  void isRemovedAtTheEnd() throws Exception {
    PidFile file = take();

    file.close();
    file.close();

    assertThat(files()).isEmpty();
  }

  @Test
  void isLeftAloneAtTheEndWhenItIsAnotherFile() throws Exception {
    PidFile file = take();
    Files.delete(path);
    write(12_345);

    file.close();

    assertThat(path).hasContent("12345\n");
  }

  @Test
  void isLeftAloneAtTheEndWhenItIsNoPidFileAnyMore() throws Exception {
    PidFile file = take();
    Files.delete(path);
    write("something else");

    file.close();

    assertThat(path).hasContent("something else\n");
  }

  @Test
  void isRemovedAtTheEndAlsoWhenItWasTouched() throws Exception {
    PidFile file = take();
    writtenBefore(Duration.ofDays(-1));

    file.close();

    assertThat(files()).isEmpty();
  }

  @Test
  void replacesThatOfAProcessThatIsGone() throws Exception {
    Program program = Program.sleeping();
    write(program.pid());
    program.kill();

    take();

    assertThat(path).hasContent(OWN_LINE);
    assertThat(files()).containsExactly("hello.pid");
  }

  @Test
  void replacesThatOfAZombie() throws Exception {
    try (Program program = Program.withZombie()) {
      String zombie = program.line();
      write(zombie);
      Path status = Path.of("/proc", zombie, "stat");
      await().until(() -> Files.readString(status).contains(") Z "));

      take();

      assertThat(path).hasContent(OWN_LINE);
    }
  }

  @Test
  void replacesThatWhosePidAnotherProcessHasByNow() throws Exception {
    try (Program program = Program.sleeping()) {
      write(program.pid());
      writtenBefore(Duration.ofMinutes(1));

      take();

      assertThat(path).hasContent(OWN_LINE);
    }
  }

  @Test
  void replacesOneWithOurOwnPidBecauseInAContainerThatIsTheSameEachTime() throws Exception {
    write(ProcessHandle.current().pid());

    take();

    assertThat(path).hasContent(OWN_LINE);
  }

  @Test
  void replacesAnEmptyOne() throws Exception {
    Files.createFile(path);

    take();

    assertThat(path).hasContent(OWN_LINE);
  }

  @Test
  void isTakenAlsoWhenOthersRemoveAStaleOneAtTheSameTime() throws Exception {
    var threads = Executors.newFixedThreadPool(CONTENDERS);
    try {
      for (int round = 0; round < 100; round++) {
        write(Integer.MAX_VALUE);

        var taken =
            threads.invokeAll(Collections.<Callable<PidFile>>nCopies(CONTENDERS, this::take));

        for (var each : taken) {
          assertThat(each.get().summary()).endsWith("hello.pid");
        }
      }
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void isRefusedWhileTheProcessRuns() throws Exception {
    try (Program program = Program.sleeping()) {
      write(program.pid());

      assertThatThrownBy(this::take)
          .isInstanceOf(LifecycleException.class)
          .hasMessage(
              "already running as pid %d (sleep), says %s; stop it, or set liveimage.pidfile to"
                  + " another file",
              program.pid(), path)
          .hasNoCause()
          .extracting(failure -> ((LifecycleException) failure).exitCode())
          .isEqualTo(ExitCodes.FAILED);
      assertThat(path).hasContent(program.pid() + "\n");
      assertThat(files()).containsExactly("hello.pid");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"root:x:0:0", "-1", "0", "12 34", "99999999999999999999", "\u0000"})
  void isRefusedWhenTheFileHoldsSomethingElse(String content) throws Exception {
    write(content);

    assertRefused("holds something else than a process id. Remove it");

    assertThat(Files.readString(path)).isEqualTo(content + "\n");
  }

  @Test
  void isRefusedWhenItIsALink() throws Exception {
    Path target = Files.writeString(directory.resolve("target"), "1\n");
    Files.createSymbolicLink(path, target);

    assertRefused("is a symbolic link. Remove it");

    assertThat(target).hasContent("1\n");
  }

  @Test
  void isRefusedWhenItIsALinkToNowhere() throws Exception {
    Files.createSymbolicLink(path, directory.resolve("nowhere"));

    assertRefused("is a symbolic link. Remove it");

    assertThat(directory.resolve("nowhere")).doesNotExist();
  }

  @Test
  void isRefusedWithoutHangingWhenItIsAPipe() throws Exception {
    Requirement.program("/usr/bin/mkfifo");
    assertThat(new ProcessBuilder("mkfifo", path.toString()).start().waitFor()).isZero();

    assertRefused("is not a regular file. Remove it");
  }

  @Test
  void isRefusedWhenItIsADirectory() throws Exception {
    Files.createDirectory(path);

    assertRefused("is not a regular file. Remove it");
  }

  @Test
  void isRefusedWithoutItsDirectory() throws Exception {
    path = directory.resolve("absent/hello.pid");

    assertRefused("it has no directory. Create that");
  }

  @Test
  void isRefusedInADirectoryWhereAnybodyCanReplaceIt() throws Exception {
    Requirement.unixFiles();
    Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxrwxrwx"));

    assertRefused("could be replaced by anybody. Close its directory to others");
  }

  @Test
  void isWrittenInAStickyDirectoryAsThatForTemporaryFiles() throws Exception {
    Requirement.unixFiles();
    Files.setAttribute(directory, "unix:mode", 01777);

    take();

    assertThat(path).hasContent(OWN_LINE);
  }

  @Test
  void isRefusedWhenAnotherUserHasLaidItThere() throws Exception {
    Requirement.root();
    Files.setAttribute(directory, "unix:mode", 01777);
    write(1);
    Files.setAttribute(path, "unix:uid", NOBODY);

    assertRefused("belongs to user 65534, not to user 0. Remove it");

    assertThat(path).hasContent("1\n");
  }

  @Test
  void ofRootIsBelievedByOthers() throws Exception {
    Requirement.root();
    write(Integer.MAX_VALUE);
    us = new Owner(OptionalInt.of(NOBODY));

    take();

    assertThat(path).hasContent(OWN_LINE);
  }
}
