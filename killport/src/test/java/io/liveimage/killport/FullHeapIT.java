package io.liveimage.killport;

import static org.assertj.core.api.Assertions.assertThat;

import io.liveimage.ExitCodes;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Threads of the host have filled its heap and keep what they have: the port is still served. */
@Timeout(60)
class FullHeapIT {
  @TempDir Path home;

  @BeforeEach
  void peersCanBeProved() {
    Requirement.linux();
    Requirement.program("nc");
  }

  @RepeatedTest(3)
  void silentClientGetsTheStopGoing() throws Exception {
    List<String> command =
        new ArrayList<>(
            ChildProcess.javaCommand(
                Guest.class, RunningGuest.arguments(home, "liveimage.killport=0")));
    command.set(command.indexOf("-Xmx64m"), "-Xmx48m");
    try (RunningGuest guest =
        RunningGuest.started(home, ChildProcess.of(command.toArray(String[]::new)))) {
      guest.awaitLine("DEBUG KillPort: The kill port has rehearsed");
      guest.process().say("fill heap");
      guest.awaitLine("heap is full");
      try (ChildProcess client = ChildProcess.of("nc", "127.0.0.1", guest.port())) {
        assertThat(client.line()).startsWith("Stopping guest ");
        assertThat(client.line()).startsWith("Saving image and shutting down guest ");
        assertThat(guest.process().awaitExit()).isIn(ExitCodes.CLEAN, ExitCodes.NOT_SAVED);
      }
    }
  }
}
