package io.liveimage.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PeerIdentityTest {

  @Test
  void identityReadsAsALogLineWantsIt() {
    assertThat(identity(15413, "nc")).hasToString("pid 15413 (nc), uid 1000");
    assertThat(new PeerIdentity(1000, OptionalLong.of(7), Optional.empty()))
        .hasToString("pid 7, uid 1000");
    assertThat(new PeerIdentity(0, OptionalLong.empty(), Optional.empty())).hasToString("uid 0");
  }

  @Test
  void commandCannotForgeALogLine() {
    PeerIdentity forger = identity(7, "nc\nERROR \u001b[2J\u202e");

    assertThat(forger.command()).contains("nc?ERROR ?[2J?");
  }

  @Test
  void onlyOurOwnPidIsThisProcess() {
    long own = ProcessHandle.current().pid();

    assertThat(identity(own, "java").isThisProcess()).isTrue();
    assertThat(identity(own + 1, "java").isThisProcess()).isFalse();
    assertThat(new PeerIdentity(0, OptionalLong.empty(), Optional.empty()).isThisProcess())
        .isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "chrome",
        "chromium",
        "chromium-browse",
        "Socket Process",
        "Web Content",
        "msedge",
        "Isolated Web Co",
        "firefox-esr",
        "WebKitNetworkPr",
        "QtWebEngineProc",
        "headless_shell"
      })
  void browsersAreKnownByTheNameOfTheirProcess(String command) {
    assertThat(identity(7, command).isWebBrowser()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"nc", "java", "bash", "chrony", "firewalld", "socat", ""})
  void otherProgramsAreNoBrowsers(String command) {
    assertThat(identity(7, command).isWebBrowser()).isFalse();
  }

  private static PeerIdentity identity(long pid, String command) {
    return new PeerIdentity(1000, OptionalLong.of(pid), Optional.of(command));
  }
}
