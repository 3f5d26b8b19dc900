package io.liveimage.killport;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The user of the host may have no thread more: it is stopped and saved all the same. */
@Timeout(60)
class ExhaustedThreadsIT {
  private static final int UID = 4243; // root has no such limit
  private static final List<String> LIMITED =
      List.of(
          "setpriv",
          "--reuid=" + UID,
          "--regid=" + UID,
          "--clear-groups",
          "--inh-caps=+dac_read_search", // to read the class path
          "--ambient-caps=+dac_read_search",
          "prlimit",
          "--nproc=80");

  @TempDir Path given;

  @BeforeEach
  void aUserCanBeLimited() throws Exception {
    Requirement.root();
    Requirement.program("setpriv");
    Requirement.program("prlimit");
    Requirement.program("nc");
    Files.setAttribute(given, "unix:uid", UID);
  }

  private RunningGuest guestWithoutThreads() throws Exception {
    RunningGuest guest =
        RunningGuest.under(
            LIMITED, given.toRealPath().resolve(".liveimage"), "liveimage.killport=0");
    guest.awaitLine("DEBUG KillPort: The kill port has rehearsed");
    guest.process().say("take threads");
    guest.awaitLine("took all threads");
    return guest;
  }

  @Test
  void silentClientStopsAndSaves() throws Exception {
    try (RunningGuest guest = guestWithoutThreads();
        ChildProcess client = ChildProcess.of("nc", "127.0.0.1", guest.port())) {
      assertThat(client.line()).startsWith("Stopping guest ");
      assertThat(client.rest()).last().asString().startsWith("Saved image 1, ");
      assertThat(guest.process().awaitExit()).isZero();
    }
  }
}
