package io.liveimage.repl;

import io.liveimage.ExtensionContext;
import io.liveimage.LifecycleExtension;
import io.liveimage.repl.engine.ReplEngine;
import java.io.IOException;
import java.util.Optional;
import java.util.OptionalInt;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Opens the REPL with the host. Settings: {@code liveimage.repl.port} (default {@value
 * #DEFAULT_PORT}, which browsers refuse to connect to; 0 for any free one, or {@code off}); {@code
 * liveimage.repl.replay} ({@code on}, or {@code off} to start without the definitions of the image,
 * which then stay in it as they are); {@code liveimage.repl.warmup} ({@code idle}: the REPL gets
 * ready in the background once the host runs, {@code accept}: when the first session begins, {@code
 * off}: at the first evaluation). The bound port is in the run directory, in {@code repl.port}.
 */
public final class RemoteReplExtension implements LifecycleExtension {
  /** The port when none is set. */
  public static final int DEFAULT_PORT = 4045;

  /** The key of the port's setting. */
  public static final String PORT_KEY = "liveimage.repl.port";

  /** The key of the replay's setting. */
  public static final String REPLAY_KEY = "liveimage.repl.replay";

  /** The key of the warm-up's setting. */
  public static final String WARM_UP_KEY = "liveimage.repl.warmup";

  private static final Logger log = LoggerFactory.getLogger(RemoteRepl.class);

  /** Creates the extension; done by the service loader. */
  public RemoteReplExtension() {}

  @Override
  public String name() {
    return "repl";
  }

  @Override
  public Optional<Opened> open(ExtensionContext context) throws IOException {
    OptionalInt port = context.settings().port(PORT_KEY, DEFAULT_PORT);
    if (port.isEmpty()) {
      return Optional.empty();
    }
    Optional<String> obstacle = ReplEngine.whyUnavailable();
    obstacle.ifPresent(reason -> log.warn("The REPL is off: {}", reason));
    return obstacle.isPresent()
        ? Optional.empty()
        : Optional.of(RemoteRepl.open(context, port.getAsInt()));
  }
}
