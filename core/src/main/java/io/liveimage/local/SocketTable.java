package io.liveimage.local;

import static java.util.stream.Collectors.toUnmodifiableSet;

import java.io.FileInputStream;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.LongPredicate;

/**
 * The peers' ends of some connections, as the kernel lists them in {@code /proc/net/tcp} and {@code
 * tcp6} (proc_pid_net(5)). One pass over each file serves all connections; it takes about 5 ms
 * however few sockets there are.
 */
final class SocketTable {
  private static final int BUFFER_BYTES = 4096;
  private static final int MAX_LINE = 256;
  private static final byte[] MAPPED_IPV4 = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, -1, -1};

  private final Map<PeerTrust.Connection, Set<Row>> rows = new HashMap<>();

  private SocketTable() {}

  /**
   * One end of a connection.
   *
   * @param state 1 is ESTABLISHED, 4 and 5 are half-closed by this end
   * @param uid its owner; 0 once no process has it
   * @param inode its socket; 0 once no process has it
   */
  record Row(int state, long uid, long inode) {
    boolean isOpen() {
      return inode != 0 && (state == 1 || state == 4 || state == 5);
    }
  }

  static SocketTable read(Path proc, Collection<PeerTrust.Connection> connections)
      throws IOException {
    SocketTable table = new SocketTable();
    if (connections.isEmpty()) {
      return table;
    }
    table.read(
        proc.resolve("net/tcp"),
        wanted(connections.stream().filter(SocketTable::isIpv4).toList(), SocketTable::ipv4));
    List<PeerTrust.Connection> rest =
        connections.stream().filter(connection -> table.open(connection).isEmpty()).toList();
    Path tcp6 = proc.resolve("net/tcp6");
    if (!rest.isEmpty() && Files.exists(tcp6)) {
      table.read(tcp6, wanted(rest, SocketTable::ipv6));
    }
    return table;
  }

  /** All rows of the connection that a process still has; at most one, unless something is odd. */
  Set<Row> open(PeerTrust.Connection connection) {
    return all(connection).stream().filter(Row::isOpen).collect(toUnmodifiableSet());
  }

  Set<Row> all(PeerTrust.Connection connection) {
    return rows.getOrDefault(connection, Set.of());
  }

  /** The sockets of open rows whose users are wanted. */
  Set<Long> sockets(LongPredicate users) {
    return rows.values().stream()
        .flatMap(Set::stream)
        .filter(row -> row.isOpen() && users.test(row.uid))
        .map(Row::inode)
        .collect(toUnmodifiableSet());
  }

  /** Makes no garbage of other rows: there may be thousands, and no memory. */
  private void read(Path file, Map<String, PeerTrust.Connection> wanted) throws IOException {
    Set<String> ports =
        wanted.keySet().stream()
            .map(columns -> columns.substring(columns.lastIndexOf(':')))
            .collect(toUnmodifiableSet());
    byte[] buffer = new byte[BUFFER_BYTES];
    StringBuilder line = new StringBuilder(MAX_LINE);
    try (FileInputStream in = new FileInputStream(file.toFile())) {
      for (int length = in.read(buffer); length > 0; length = in.read(buffer)) {
        for (int i = 0; i < length; i++) {
          if (buffer[i] != '\n') {
            line.append((char) buffer[i]);
          } else {
            addIfTo(ports, line, wanted);
            line.setLength(0);
          }
        }
      }
    }
  }

  private void addIfTo(
      Set<String> ports, StringBuilder line, Map<String, PeerTrust.Connection> wanted) {
    int end = line.indexOf(" ", line.indexOf(" ", line.indexOf(": ") + 2) + 1);
    for (String port : ports) {
      int begin = end - port.length();
      if (begin >= 0 && line.indexOf(port, begin) == begin) {
        add(line.toString(), wanted);
      }
    }
  }

  /** {@code 0: 0100007F:1F90 0100007F:0050 01 00000000:00000000 00:00000000 00000000 1000 0 77}. */
  private void add(String line, Map<String, PeerTrust.Connection> wanted) {
    int local = line.indexOf(": ") + 2;
    int remote = line.indexOf(' ', local) + 1;
    int end = line.indexOf(' ', remote);
    PeerTrust.Connection connection = end < 0 ? null : wanted.get(line.substring(local, end));
    if (connection != null) {
      rows.computeIfAbsent(connection, any -> new HashSet<>()).add(row(line.substring(end).trim()));
    }
  }

  private static Row row(String columns) {
    String[] column = columns.split(" +", -1);
    return new Row(
        Integer.parseInt(column[0], 16), Long.parseLong(column[4]), Long.parseLong(column[6]));
  }

  private static Map<String, PeerTrust.Connection> wanted(
      List<PeerTrust.Connection> connections, Function<InetSocketAddress, String> column) {
    Map<String, PeerTrust.Connection> wanted = new HashMap<>();
    for (PeerTrust.Connection connection : connections) {
      wanted.put(
          column.apply(connection.peer()) + " " + column.apply(connection.self()), connection);
    }
    return wanted;
  }

  private static boolean isIpv4(PeerTrust.Connection connection) {
    return connection.peer().getAddress() instanceof Inet4Address;
  }

  private static String ipv4(InetSocketAddress address) {
    return column(address.getAddress().getAddress(), address.getPort());
  }

  private static String ipv6(InetSocketAddress address) {
    byte[] bytes = address.getAddress().getAddress();
    if (bytes.length == MAPPED_IPV4.length + Integer.BYTES) {
      return column(bytes, address.getPort());
    }
    byte[] mapped = ByteBuffer.allocate(16).put(MAPPED_IPV4).put(bytes).array();
    return column(mapped, address.getPort());
  }

  /** The kernel prints each four bytes of the address as if they were one number of the machine. */
  private static String column(byte[] address, int port) {
    ByteBuffer words = ByteBuffer.wrap(address).order(ByteOrder.nativeOrder());
    StringBuilder column = new StringBuilder();
    while (words.hasRemaining()) {
      column.append("%08X".formatted(words.getInt()));
    }
    return column.append(":%04X".formatted(port)).toString();
  }
}
