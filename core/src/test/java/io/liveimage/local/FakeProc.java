package io.liveimage.local;

import static java.nio.file.StandardOpenOption.APPEND;
import static java.nio.file.StandardOpenOption.CREATE;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A {@code /proc} with the files that are read, for a process of uid 1000 outside any container.
 */
final class FakeProc {
  private static final String HEADER = "  sl  local_address rem_address   st tx_queue rx_queue\n";

  private final Path root;

  FakeProc(Path root) throws IOException {
    this.root = root;
    write("self/status", "Name:\tjava\nUid:\t4\t1000\t6\t7\nGid:\t1\t2\t3\t4\n");
    write("self/uid_map", "         0          0 4294967295\n");
    write("sys/kernel/overflowuid", "65534\n");
    write("net/tcp", HEADER);
    write("net/tcp6", HEADER);
  }

  FakeProc effectiveUid(long uid) throws IOException {
    return write("self/status", "Name:\tjava\nUid:\t4\t%d\t6\t7\n".formatted(uid));
  }

  FakeProc insideUserNamespace() throws IOException {
    return write("self/uid_map", "         0       1000          1\n");
  }

  /** As the kernel prints it on a little-endian machine. */
  FakeProc tcp(String local, String remote, String state, long uid, long inode) throws IOException {
    return row("net/tcp", local, remote, state, uid, inode);
  }

  FakeProc tcp6(String local, String remote, String state, long uid, long inode)
      throws IOException {
    return row("net/tcp6", local, remote, state, uid, inode);
  }

  FakeProc process(String pid, String command, long... inodes) throws IOException {
    write(pid + "/comm", command + "\n");
    Path descriptors = Files.createDirectories(root.resolve(pid + "/fd"));
    Files.createSymbolicLink(descriptors.resolve("0"), Path.of("pipe:[5]"));
    for (long inode : inodes) {
      Files.createSymbolicLink(descriptors.resolve("1" + inode), Path.of("socket:[" + inode + "]"));
    }
    return this;
  }

  FakeProc program(String pid, String executable) throws IOException {
    Files.createSymbolicLink(root.resolve(pid + "/exe"), Path.of(executable));
    return this;
  }

  FakeProc commandLine(String pid, String... words) throws IOException {
    return write(pid + "/cmdline", String.join("\0", words) + "\0");
  }

  FakeProc without(String file) throws IOException {
    Files.delete(root.resolve(file));
    return this;
  }

  PeerTrust trust() {
    return trust(TrustedUsers.NONE);
  }

  PeerTrust trust(TrustedUsers others) {
    return new PeerTrust(root, others);
  }

  PeerProof prove(InetSocketAddress peer, InetSocketAddress self) {
    return trust().prove(peer, self);
  }

  private FakeProc row(String file, String local, String remote, String state, long uid, long inode)
      throws IOException {
    String row =
        "   0: %s %s %s 00000000:00000000 00:00000000 00000000  %d        0 %d 1 0000000 20 4\n"
            .formatted(local, remote, state, uid, inode);
    Files.writeString(root.resolve(file), row, APPEND, CREATE);
    return this;
  }

  private FakeProc write(String file, String content) throws IOException {
    Files.createDirectories(root.resolve(file).getParent());
    Files.writeString(root.resolve(file), content);
    return this;
  }
}
