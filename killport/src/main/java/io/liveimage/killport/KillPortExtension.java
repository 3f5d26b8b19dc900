package io.liveimage.killport;

import io.liveimage.ExtensionContext;
import io.liveimage.LifecycleExtension;
import java.io.IOException;
import java.util.Optional;

/**
 * Opens the kill port with the host. Its settings:
 *
 * <ul>
 *   <li>{@code liveimage.killport}: a port (default {@value #DEFAULT_PORT}, which browsers refuse
 *       to connect to), 0 for any free one, or {@code off}. The bound port is in the run directory,
 *       in {@code killport.port}.
 *   <li>{@code liveimage.killport.socket}: {@code on} or {@code off} for the unix-domain socket
 *       {@code killport.sock} in the run directory. When it is not set there is one beside a port,
 *       where the system has such sockets.
 *   <li>{@code liveimage.killport.trigger}: {@code connect} (the default), or {@code line} when
 *       only a typed {@code stop} shall stop.
 * </ul>
 */
public final class KillPortExtension implements LifecycleExtension {
  /** The port when none is set. */
  public static final int DEFAULT_PORT = 6666;

  /** The key of the port. */
  public static final String KEY = "liveimage.killport";

  /** The key of the unix-domain socket. */
  public static final String SOCKET = "liveimage.killport.socket";

  /** The key of what stops. */
  public static final String TRIGGER = "liveimage.killport.trigger";

  /** Creates the extension; done by the service loader. */
  public KillPortExtension() {}

  @Override
  public String name() {
    return "killport";
  }

  @Override
  public int order() {
    return LAST;
  }

  @Override
  public Optional<Opened> open(ExtensionContext context) throws IOException {
    KillPortSettings settings = KillPortSettings.read(context.settings());
    return settings.isOff()
        ? Optional.empty()
        : Optional.of(KillPort.open(context, settings, Patience.USUAL));
  }
}
