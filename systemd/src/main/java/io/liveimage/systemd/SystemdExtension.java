package io.liveimage.systemd;

import io.liveimage.ExtensionContext;
import io.liveimage.LifecycleExtension;
import java.util.Optional;

/**
 * Tells systemd how the host is, for a unit with {@code Type=notify}: that it is ready, what it
 * does while it starts and stops, that it is live ({@code WatchdogSec=}), and that its image needs
 * more time. Does nothing when systemd does not ask for it, by {@code NOTIFY_SOCKET} in the
 * environment, or when the setting {@code liveimage.systemd} is {@code off}.
 */
public final class SystemdExtension implements LifecycleExtension {
  /** The setting's key. */
  public static final String KEY = "liveimage.systemd";

  private static final String SOCKET = "NOTIFY_SOCKET";

  /** Creates the extension; done by the service loader. */
  public SystemdExtension() {}

  @Override
  public String name() {
    return "systemd";
  }

  @Override
  public int order() {
    return FIRST;
  }

  @Override
  public Optional<Opened> open(ExtensionContext context) {
    boolean enabled = context.settings().enabled(KEY, true);
    return enabled && System.getenv(SOCKET) != null
        ? Invitation.ofThisProcess().map(invitation -> Correspondence.begin(invitation, context))
        : Optional.empty();
  }
}
