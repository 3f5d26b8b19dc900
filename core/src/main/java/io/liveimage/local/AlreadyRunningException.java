package io.liveimage.local;

import java.nio.file.Path;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * The run directory is in use by another process, or by another lifecycle in this one. Nothing in
 * the directory has been changed.
 */
public final class AlreadyRunningException extends RunDirectoryException {
  private static final long serialVersionUID = 1L;

  /** The process that has the directory, or null. */
  private final @Nullable Long pid;

  private AlreadyRunningException(String message, @Nullable Long pid) {
    super(message);
    this.pid = pid;
  }

  static AlreadyRunningException elsewhere(Path home, OptionalLong pid) {
    String who = pid.isPresent() ? " as pid " + pid.getAsLong() : "";
    return new AlreadyRunningException(
        "already running%s (home %s); stop it, or set LIVEIMAGE_HOME to another directory"
            .formatted(who, home),
        pid.isPresent() ? pid.getAsLong() : null);
  }

  static AlreadyRunningException here(Path home) {
    return new AlreadyRunningException(
        "already in use by another lifecycle in this process (home %s); each needs its own home"
            .formatted(home),
        ProcessHandle.current().pid());
  }

  /**
   * Returns the process that has the directory, as it wrote it there; empty when that is not
   * readable or names no living process.
   *
   * @return the process id, in the pid namespace of that process
   */
  public OptionalLong pid() {
    return pid == null ? OptionalLong.empty() : OptionalLong.of(pid);
  }
}
