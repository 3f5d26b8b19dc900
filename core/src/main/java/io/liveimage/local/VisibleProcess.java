package io.liveimage.local;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * One process as {@code /proc} shows it. It may vanish in any moment, and most of what belongs to
 * other users is hidden: both read as empty, and what is empty proves nothing.
 *
 * @param pid its id
 * @param directory {@code /proc/PID}
 */
record VisibleProcess(long pid, Path directory) {
  private static final String SOCKET = "socket:[";
  private static final long NOBODY_KNOWN = -1;
  private static final int COMMAND_LINE_BYTES = 16 * 1024;

  /**
   * Finds by inode the processes that hold the sockets; what nobody visible holds is missing. Looks
   * at the newest first, which are likely to have connected just now, and last at those of other
   * users: they may have any number of files open, and seldom what is looked for.
   */
  static Map<Long, VisibleProcess> holding(Set<Long> sockets, Path proc) {
    Map<Long, VisibleProcess> holders = new HashMap<>();
    Set<Long> wanted = new HashSet<>(sockets);
    Deque<VisibleProcess> next = new ArrayDeque<>();
    Deque<VisibleProcess> others = new ArrayDeque<>();
    if (!wanted.isEmpty()) {
      next.addAll(all(proc));
    }
    long user = next.isEmpty() ? NOBODY_KNOWN : next.element().user();
    while (!wanted.isEmpty() && !next.isEmpty()) {
      VisibleProcess process = next.remove();
      if (process.user() == user) {
        process.find(wanted, holders);
      } else {
        others.add(process);
      }
    }
    while (!wanted.isEmpty() && !others.isEmpty()) {
      others.remove().find(wanted, holders);
    }
    return holders;
  }

  private void find(Set<Long> wanted, Map<Long, VisibleProcess> holders) {
    for (Path descriptor : list(directory.resolve("fd"), "*")) {
      socket(descriptor).filter(wanted::remove).ifPresent(inode -> holders.put(inode, this));
    }
  }

  PeerIdentity identity(long uid) {
    Optional<String> command = read("comm").map(String::stripTrailing);
    return new PeerIdentity(uid, OptionalLong.of(pid), command, isWebBrowser(command));
  }

  private boolean isWebBrowser(Optional<String> command) {
    return command.filter(WebBrowsers::isName).isPresent()
        || program().filter(WebBrowsers::isName).isPresent()
        || read("cmdline").filter(WebBrowsers::isCommandLine).isPresent();
  }

  /** The kernel marks the program of a browser that was updated while it runs. */
  private Optional<String> program() {
    return link(directory.resolve("exe"))
        .map(exe -> exe.substring(exe.lastIndexOf('/') + 1).replaceFirst(" \\(deleted\\)$", ""));
  }

  private Optional<String> read(String name) {
    try (InputStream in = Files.newInputStream(directory.resolve(name))) {
      return Optional.of(new String(in.readNBytes(COMMAND_LINE_BYTES), UTF_8));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /** This process comes first, under its own name: its pid may be another one in this /proc. */
  private static List<VisibleProcess> all(Path proc) {
    List<VisibleProcess> processes = new ArrayList<>();
    for (Path directory : list(proc, "[0-9]*")) {
      long pid = Long.parseLong(directory.getFileName().toString());
      processes.add(new VisibleProcess(pid, directory));
    }
    processes.add(new VisibleProcess(ProcessHandle.current().pid(), proc.resolve("self")));
    Collections.reverse(processes);
    return processes;
  }

  private long user() {
    try {
      return (int) Files.getAttribute(directory.resolve("fd"), "unix:uid") & 0xFFFF_FFFFL;
    } catch (IOException e) {
      return NOBODY_KNOWN;
    }
  }

  private static Optional<Long> socket(Path descriptor) {
    return link(descriptor)
        .filter(target -> target.startsWith(SOCKET))
        .map(target -> Long.parseLong(target.substring(SOCKET.length(), target.length() - 1)));
  }

  private static Optional<String> link(Path path) {
    try {
      return Optional.of(Files.readSymbolicLink(path).toString());
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private static List<Path> list(Path directory, String names) {
    List<Path> entries = new ArrayList<>();
    try (DirectoryStream<Path> stream = Files.newDirectoryStream(directory, names)) {
      stream.forEach(entries::add);
    } catch (IOException | DirectoryIteratorException e) {
      return entries;
    }
    return entries;
  }
}
