package io.liveimage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;

class TrustSettingsTest {
  private static Settings settings(String key, String value) {
    return new Settings(Map.of(key, value));
  }

  @Test
  void unknownUserIsAConfigurationErrorThatNamesItAndTheSetting() {
    Settings settings = settings("liveimage.trust.users", "root,no-such-user");

    assertThatThrownBy(() -> TrustSettings.peerTrust(settings))
        .isInstanceOfSatisfying(
            LifecycleException.class,
            e -> assertThat(e.exitCode()).isEqualTo(ExitCodes.CONFIGURATION))
        .hasMessage(
            "Setting liveimage.trust.users (LIVEIMAGE_TRUST_USERS): there is no user no-such-user."
                + " Expected names or numeric ids of this machine, separated by commas.");
  }

  @Test
  void unknownGroupIsAConfigurationErrorThatNamesItAndTheSetting() {
    Settings settings = settings("liveimage.trust.groups", "no-such-group");

    assertThatThrownBy(() -> TrustSettings.peerTrust(settings))
        .isInstanceOf(LifecycleException.class)
        .hasMessageStartingWith(
            "Setting liveimage.trust.groups (LIVEIMAGE_TRUST_GROUPS): there is no group"
                + " no-such-group.");
  }

  @Test
  void knownAccountsAreTaken() {
    assertThat(TrustSettings.peerTrust(settings("liveimage.trust.users", "root, 4242")))
        .isNotNull();
    assertThat(TrustSettings.peerTrust(new Settings(Map.of()))).isNotNull();
  }
}
