package io.liveimage.local;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
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
    if (wanted.isEmpty()) {
      return holders;
    }
    VisibleProcess self = self(proc);
    self.find(wanted, holders);
    long[] pids = pids(proc);
    Deque<VisibleProcess> others = new ArrayDeque<>();
    for (int i = pids.length - 1; i >= 0 && !wanted.isEmpty(); i--) {
      VisibleProcess process = new VisibleProcess(pids[i], proc.resolve(Long.toString(pids[i])));
      if (process.user() == self.user()) {
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
    Path descriptors = directory.resolve("fd");
    String[] names = descriptors.toFile().list();
    for (String name : names == null ? new String[0] : names) {
      socket(descriptors.resolve(name))
          .filter(wanted::remove)
          .ifPresent(inode -> holders.put(inode, this));
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

  /** Under its own name: its pid may be another one in this /proc. */
  private static VisibleProcess self(Path proc) {
    return new VisibleProcess(ProcessHandle.current().pid(), proc.resolve("self"));
  }

  private static long[] pids(Path proc) {
    String[] names = proc.toFile().list((directory, name) -> Character.isDigit(name.charAt(0)));
    return names == null
        ? new long[0]
        : Arrays.stream(names).mapToLong(Long::parseLong).sorted().toArray();
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
}
