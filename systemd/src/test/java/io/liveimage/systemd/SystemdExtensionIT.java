package io.liveimage.systemd;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Hosts in processes of their own, and what they tell a socket in the place of systemd's. */
class SystemdExtensionIT {
  private static final String LOG = "-Dguest.log=INFO";

  @TempDir Path directory;

  @BeforeEach
  void linux() {
    Requirement.linux();
  }

  private Receiver systemd() {
    return new Receiver(directory.resolve("notify").toString());
  }

  private static void assertInOrder(List<String> notices, String... expected) {
    assertThat(notices).containsSubsequence(expected);
  }

  @Test
  void withoutASocketNothingIsLoaded() throws Exception {
    try (GuestProcess guest =
        GuestProcess.start(directory, "", "exit-0", LOG, "-Xlog:class+load:stdout")) {
      assertThat(guest.awaitExit()).isZero();
      assertThat(guest.output())
          .anyMatch(line -> line.contains("io.liveimage.systemd.SystemdExtension"))
          .noneMatch(line -> line.contains("io.liveimage.systemd.Invitation"))
          .noneMatch(line -> line.contains("io.liveimage.systemd.Correspondence"))
          .noneMatch(line -> line.contains("com.sun.jna"));
    }
  }

  @Test
  void aLifeIsToldFromItsStartToItsEnd() throws Exception {
    try (Receiver systemd = systemd();
        GuestProcess guest = GuestProcess.start(directory, systemd.name(), "plain", LOG)) {
      systemd.awaitNotice("READY=1\nSTATUS=Running, no image yet");
      guest.terminate();

      assertThat(guest.awaitExit()).isZero();
      List<String> notices =
          systemd.awaitNotices(all -> all.get(all.size() - 1).startsWith("STATUS=Saved image 1"));
      assertInOrder(
          notices,
          "READY=1\nSTATUS=Running, no image yet",
          "STOPPING=1\nSTATUS=Stopping, asked by SIGTERM",
          "EXTEND_TIMEOUT_USEC=30000000");
      assertThat(guest.output())
          .anyMatch(line -> line.contains("is running: systemd, home "))
          .noneMatch(line -> line.contains("WARN"));
    }
  }

  @Test
  void aStopWithoutAnImageIsNotToldBeforeThereIsNoWayBack() throws Exception {
    try (Receiver systemd = systemd();
        GuestProcess guest = GuestProcess.start(directory, systemd.name(), "no-save", LOG)) {
      String goesOn = "READY=1\nSTATUS=Not stopped: ";
      List<String> notices =
          systemd.awaitNotices(all -> all.stream().anyMatch(line -> line.startsWith(goesOn)));

      assertThat(notices).noneMatch(line -> line.contains("STOPPING=1"));
      guest.terminate();
      assertThat(guest.awaitExit()).isEqualTo(74);
      systemd.awaitNotices(all -> all.stream().anyMatch(line -> line.contains("exit code 74")));
    }
  }

  @Test
  void whenJnaCannotUnpackTheHostWarnsAndGoesOn() throws Exception {
    try (Receiver systemd = systemd();
        GuestProcess guest =
            GuestProcess.start(
                directory, systemd.name(), "exit-0", LOG, "-Djna.tmpdir=/proc/self")) {
      assertThat(guest.awaitExit()).isZero();

      assertThat(systemd.received()).isEmpty();
      assertThat(guest.output())
          .filteredOn(line -> line.startsWith("WARN "))
          .singleElement()
          .asString()
          .contains("systemd cannot be told how this host is", "jna.tmpdir", "noexec");
    }
  }

  @Test
  void theSettingSwitchesItOff() throws Exception {
    try (Receiver systemd = systemd();
        GuestProcess guest = GuestProcess.start(directory, systemd.name(), "exit-0-silent", LOG)) {
      assertThat(guest.awaitExit()).isZero();

      assertThat(systemd.received()).isEmpty();
      assertThat(guest.output())
          .anyMatch(line -> line.contains("is running: home "))
          .noneMatch(line -> line.contains("WARN"));
    }
  }
}
