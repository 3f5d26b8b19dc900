package io.liveimage.service;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;

/**
 * A process that runs at this moment; a zombie does not, though the system still lists it.
 *
 * @param pid its id
 * @param startedAt when it was started, where the system tells
 * @param command its short name, fit for a message
 */
record LiveProcess(long pid, Optional<Instant> startedAt, String command) {

  static Optional<LiveProcess> find(long pid) {
    return ProcessHandle.of(pid)
        .filter(ProcessHandle::isAlive)
        .filter(process -> !isGhost(pid))
        .map(process -> new LiveProcess(pid, process.info().startInstant(), command(process)));
  }

  /** Whether proc_pid_stat(5) says zombie or dead; the name before the state may hold anything. */
  private static boolean isGhost(long pid) {
    return read(pid, "stat")
        .map(stat -> stat.substring(stat.lastIndexOf(')') + 1).strip())
        .filter(rest -> rest.startsWith("Z") || rest.startsWith("X"))
        .isPresent();
  }

  private static String command(ProcessHandle process) {
    return read(process.pid(), "comm")
        .or(() -> process.info().command())
        .map(name -> name.strip().replaceAll("\\p{Cntrl}", "?"))
        .orElse("unknown command");
  }

  private static Optional<String> read(long pid, String name) {
    try {
      byte[] content = Files.readAllBytes(Path.of("/proc", Long.toString(pid), name));
      return Optional.of(new String(content, UTF_8));
    } catch (IOException e) {
      return Optional.empty(); // no /proc, or the process has just ended
    }
  }
}
