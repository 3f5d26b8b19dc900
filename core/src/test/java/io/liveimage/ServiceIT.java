package io.liveimage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.liveimage.service.ServiceStatus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Hosts in processes of their own, as the programs that look after services see them. */
class ServiceIT {
  @TempDir Path directory;

  private Path home() {
    return directory.resolve("home");
  }

  private Path pidFile() {
    return directory.resolve("hello.pid");
  }

  private ChildJvm.Plan host(Class<?> main) {
    return ChildJvm.of(main).home(home()).option("-Dliveimage.pidfile=" + pidFile());
  }

  private void assertStatus(int code, String line) throws Exception {
    ChildJvm.Plan status = ChildJvm.of(ServiceStatus.class).option("-Dliveimage.name=hello");
    try (ChildJvm child = status.argument(home()).start()) {
      assertThat(child.exitCode()).isEqualTo(code);
      assertThat(child.output()).containsExactly(line);
      assertThat(child.errors()).isEmpty();
    }
  }

  @Test
  void aHostHasAPidFileWhileItRunsAndItsStatusIsKnown() throws Exception {
    assertStatus(3, "hello is not running (home " + home() + ")");
    try (ChildJvm child = host(Hosts.Plain.class).start()) {
      child.awaitLine("main returns");

      assertThat(pidFile()).hasContent(child.pid() + "\n");
      assertStatus(0, "hello is running (pid " + child.pid() + ")");

      child.signal("TERM");
      assertThat(child.exitCode()).isZero();
    }
    assertThat(pidFile()).doesNotExist();
  }

  @Test
  void aHostThatWasKilledIsDeadAndItsPidFileIsReplaced() throws Exception {
    try (ChildJvm child = host(Hosts.Plain.class).start()) {
      child.awaitLine("main returns").signal("KILL").exitCode();

      assertThat(pidFile()).hasContent(child.pid() + "\n");
      assertStatus(1, "hello is dead (pid " + child.pid() + "), and was not stopped");
    }

    try (ChildJvm next = host(Hosts.Closing.class).start()) {
      assertThat(next.exitCode()).isZero();
      assertThat(next.output())
          .anyMatch(line -> line.contains("Replacing the stale pid file " + pidFile()))
          .anyMatch(line -> line.contains("host (pid " + next.pid() + ", "));
    }
    assertThat(pidFile()).doesNotExist();
  }

  @Test
  void thePidFileIsThereBeforeTheFirstComponentAndGoneAfterAFailedStart() throws Exception {
    Path go = directory.resolve("go");
    try (ChildJvm child = host(Hosts.Waiting.class).argument(go).start()) {
      child.awaitLine("starting");

      assertThat(pidFile()).hasContent(child.pid() + "\n");
      child.signal("TERM");
      Files.createFile(go);
      child.exitCode();
    }
    assertThat(pidFile()).doesNotExist();
  }

  @Test
  void oneOfTwoHostsGetsAStalePidFileAndTheOtherIsTold() throws Exception {
    Files.writeString(pidFile(), Integer.MAX_VALUE + "\n");
    try (ChildJvm first = contender(1);
        ChildJvm second = contender(2)) {
      await().until(() -> !first.isAlive() || !second.isAlive());
      ChildJvm winner = (first.isAlive() ? first : second).awaitLine("main returns");
      ChildJvm other = first.isAlive() ? second : first;

      assertThat(pidFile()).hasContent(winner.pid() + "\n");
      assertThat(other.exitCode()).isEqualTo(ExitCodes.FAILED);
      assertThat(other.errors())
          .containsExactly(
              "host cannot start: already running as pid %d (java), says %s; stop it, or set"
                      .formatted(winner.pid(), pidFile())
                  + " liveimage.pidfile to another file");
    }
  }

  private ChildJvm contender(int number) throws IOException {
    return host(Hosts.Plain.class).home(directory.resolve("home" + number)).start();
  }
}
