package io.liveimage.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.liveimage.local.Requirement;
import io.liveimage.local.RunDirectory;
import io.liveimage.service.ServiceStatus.Condition;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.OptionalLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServiceStatusTest {
  @TempDir Path directory;

  private Path home;

  @BeforeEach
  void nameTheHome() {
    home = directory.resolve("home");
  }

  private ServiceStatus status() {
    return ServiceStatus.of(home);
  }

  /** Leaves what a host leaves that is killed. */
  private void leave(long pid) throws IOException {
    RunDirectory.open(home).close();
    Files.writeString(home.resolve("pid"), pid + "\n");
  }

  @Test
  void isStoppedWhereNoHostHasEverBeen() {
    assertThat(status())
        .isEqualTo(new ServiceStatus(Condition.STOPPED, OptionalLong.empty(), home));
    assertThat(status().exitCode()).isEqualTo(3);
    assertThat(home).doesNotExist();
  }

  @Test
  void isRunningWhileAHostHasItsRunDirectory() {
    try (RunDirectory held = RunDirectory.open(home)) {
      assertThat(status().condition()).isEqualTo(Condition.RUNNING);
      assertThat(status().pid()).hasValue(ProcessHandle.current().pid());
      assertThat(status().exitCode()).isZero();
    }
  }

  @Test
  void isStoppedWhenTheHostHasLeft() {
    RunDirectory.open(home).close();

    assertThat(status().condition()).isEqualTo(Condition.STOPPED);
  }

  @Test
  void isRunningAlsoBeforeAStartingHostHasWrittenItsPid() throws Exception {
    Requirement.linux();
    try (RunDirectory held = RunDirectory.open(home)) {
      Files.delete(home.resolve("pid"));

      assertThat(status().condition()).isEqualTo(Condition.RUNNING);
      assertThat(status().pid()).hasValue(ProcessHandle.current().pid());
    }
  }

  @Test
  void isRunningByItsPidWhereTheLocksAreNotListed() throws Exception {
    try (Program program = Program.sleeping()) {
      leave(program.pid());

      assertThat(status().condition()).isEqualTo(Condition.RUNNING);
      assertThat(status().pid()).hasValue(program.pid());
    }
  }

  @Test
  void isDeadWhenItsProcessIsGone() throws Exception {
    Program program = Program.sleeping();
    leave(program.pid());
    program.kill();

    assertThat(status().condition()).isEqualTo(Condition.DEAD);
    assertThat(status().pid()).hasValue(program.pid());
    assertThat(status().exitCode()).isEqualTo(1);
  }

  @Test
  void isDeadWhenItsProcessIsAZombie() throws Exception {
    try (Program program = Program.withZombie()) {
      String zombie = program.line();
      leave(Long.parseLong(zombie));
      await().until(() -> Files.readString(Path.of("/proc", zombie, "stat")).contains(") Z "));

      assertThat(status().condition()).isEqualTo(Condition.DEAD);
    }
  }

  @Test
  void isDeadWhenAnotherProcessHasItsPid() throws Exception {
    try (Program program = Program.sleeping()) {
      leave(program.pid());
      Instant before = Instant.now().minus(Duration.ofHours(1));
      Files.setLastModifiedTime(home.resolve("pid"), FileTime.from(before));

      assertThat(status().condition()).isEqualTo(Condition.DEAD);
    }
  }

  @Test
  void isUnknownWhereNobodyCanLook() throws Exception {
    Path loop = directory.resolve("loop");
    home = Files.createSymbolicLink(loop, loop).resolve("home");

    assertThat(status().condition()).isEqualTo(Condition.UNKNOWN);
    assertThat(status().exitCode()).isEqualTo(4);
  }

  @Test
  void doesNotDisturbAHostThatStarts() {
    for (int i = 0; i < 200; i++) {
      Thread looking = new Thread(this::status);
      looking.start();
      RunDirectory.open(home).close();
    }
  }

  @Test
  void isToldInOneLine() {
    OptionalLong pid = OptionalLong.of(4242);
    Path hello = Path.of("/srv/hello");

    assertThat(new ServiceStatus(Condition.RUNNING, pid, hello).describe("hello"))
        .isEqualTo("hello is running (pid 4242)");
    assertThat(new ServiceStatus(Condition.DEAD, pid, hello).describe("hello"))
        .isEqualTo("hello is dead (pid 4242), and was not stopped");
    assertThat(new ServiceStatus(Condition.STOPPED, pid, hello).describe("hello"))
        .isEqualTo("hello is not running (home /srv/hello)");
    assertThat(new ServiceStatus(Condition.UNKNOWN, pid, hello).describe("hello"))
        .isEqualTo("hello may be running: cannot look into /srv/hello");
  }
}
