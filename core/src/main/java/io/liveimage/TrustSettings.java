package io.liveimage;

import io.liveimage.local.PeerTrust;
import io.liveimage.local.TrustedUsers;
import io.liveimage.local.UnknownAccountException;
import java.util.function.Function;

/** Who else of this machine may speak to the host, as the settings say. */
final class TrustSettings {
  static final String USERS = "liveimage.trust.users";
  static final String GROUPS = "liveimage.trust.groups";

  private TrustSettings() {}

  static PeerTrust peerTrust(Settings settings) {
    return PeerTrust.ofThisProcess(
        named(settings, USERS, TrustedUsers::ofUsers)
            .and(named(settings, GROUPS, TrustedUsers::ofGroups)));
  }

  private static TrustedUsers named(
      Settings settings, String key, Function<String, TrustedUsers> lookup) {
    try {
      return settings.text(key).map(lookup).orElse(TrustedUsers.NONE);
    } catch (UnknownAccountException e) {
      throw LifecycleException.configuration(
          "Setting %s (%s): %s. Expected names or numeric ids of this machine, separated by commas."
              .formatted(key, Settings.variableName(key), e.getMessage()));
    }
  }
}
