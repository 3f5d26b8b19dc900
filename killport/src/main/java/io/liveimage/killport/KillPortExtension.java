package io.liveimage.killport;

import io.liveimage.ExtensionContext;
import io.liveimage.LifecycleExtension;
import java.io.IOException;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Opens the kill port with the host. Setting {@code liveimage.killport}: a port (default {@value
 * #DEFAULT_PORT}, which browsers refuse to connect to), 0 for any free one, or {@code off}. The
 * bound port is in the run directory, in {@code killport.port}.
 */
public final class KillPortExtension implements LifecycleExtension {
  /** The port when none is set. */
  public static final int DEFAULT_PORT = 6666;

  /** The setting's key. */
  public static final String KEY = "liveimage.killport";

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
    OptionalInt port = context.settings().port(KEY, DEFAULT_PORT);
    return port.isPresent()
        ? Optional.of(KillPort.open(context, port.getAsInt(), Patience.USUAL))
        : Optional.empty();
  }
}
