package io.liveimage.service;

import io.liveimage.ExtensionContext;
import io.liveimage.LifecycleExtension;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The extension that writes the pid of the host to a file of the user's choice, for programs such
 * as start-stop-daemon, monit or systemd's {@code PIDFile=}. Found by the service loader; opens
 * nothing unless {@link #KEY} is set.
 */
public final class PidFileExtension implements LifecycleExtension {
  /** The setting's key. */
  public static final String KEY = "liveimage.pidfile";

  /** Creates the extension; done by the service loader. */
  public PidFileExtension() {}

  @Override
  public String name() {
    return "pidfile";
  }

  @Override
  public int order() {
    return FIRST;
  }

  @Override
  public Optional<Opened> open(ExtensionContext context) throws IOException {
    Optional<Path> path = context.settings().parsed(KEY, "a path", Path::of);
    return path.isPresent()
        ? Optional.of(PidFile.take(path.get(), Owner.of(context.runDirectory().path())))
        : Optional.empty();
  }
}
