package io.liveimage.systemd;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class InvitationTest {
  private static final long PID = 4242;
  private static final long WRAPPER = 4241;

  private final Map<String, String> environment = new HashMap<>();

  private Optional<Invitation> read() {
    return Invitation.of(environment::get, PID, pid -> pid == WRAPPER);
  }

  private Invitation invitation() {
    environment.put("NOTIFY_SOCKET", "/run/systemd/notify");
    return read().orElseThrow();
  }

  @Test
  void withoutASocketNobodyIsInvited() {
    environment.put("WATCHDOG_USEC", "3000000");
    assertThat(read()).isEmpty();

    environment.put("NOTIFY_SOCKET", "");
    assertThat(read()).isEmpty();
  }

  @Test
  void theWatchdogHasItsTime() {
    environment.put("WATCHDOG_USEC", "3000000");
    assertThat(invitation().watchdog()).contains(Duration.ofSeconds(3));

    environment.put("WATCHDOG_PID", "4242");
    assertThat(invitation().watchdog()).contains(Duration.ofSeconds(3));
  }

  @Test
  void theWatchdogOfAParentIsNoneOfOurs() {
    environment.put("WATCHDOG_USEC", "3000000");
    environment.put("WATCHDOG_PID", "4241");

    assertThat(invitation().watchdog()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "0", "-1", "3s", "99999999999999999999"})
  void aTimeThatIsNoneIsIgnored(String micros) {
    environment.put("WATCHDOG_USEC", micros);

    assertThat(invitation().watchdog()).isEmpty();
  }

  @Test
  void systemdKnowsTheMainProcessThatItStarted() {
    assertThat(invitation().mainPid()).isEmpty();

    environment.put("SYSTEMD_EXEC_PID", "4242");
    assertThat(invitation().mainPid()).isEmpty();
  }

  @Test
  void behindAWrapperTheMainProcessAndItsWatchdogAreTakenOver() {
    environment.put("SYSTEMD_EXEC_PID", "4241");
    environment.put("WATCHDOG_PID", "4241");
    environment.put("WATCHDOG_USEC", "3000000");

    assertThat(invitation().mainPid()).isEqualTo(OptionalLong.of(PID));
    assertThat(invitation().watchdog()).contains(Duration.ofSeconds(3));
  }

  @Test
  void inAnotherPidNamespaceOurPidMeansSomebodyElse() {
    environment.put("SYSTEMD_EXEC_PID", "31337");

    assertThat(invitation().mainPid()).isEmpty();
  }
}
