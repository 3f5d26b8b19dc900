package io.liveimage.systemd;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.jna.LastErrorException;
import com.sun.jna.Native;
import com.sun.jna.NativeLong;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * A datagram socket to an address of the kind unix(7), which the JDK does not have. The first one
 * of a process loads JNA. Not thread-safe.
 */
final class NotifySocket implements AutoCloseable {
  private static final short AF_UNIX = 1;
  private static final int SOCK_DGRAM = 2;
  private static final int SOCK_CLOEXEC = 0x80000;
  private static final int MSG_NOSIGNAL = 0x4000;
  private static final int LONGEST_NAME = 107;

  private final byte[] address;
  private final int descriptor;

  private NotifySocket(byte[] address, int descriptor) {
    this.address = address;
    this.descriptor = descriptor;
  }

  /**
   * Opens a socket.
   *
   * @param name an absolute path, or {@code @} and a name outside of the file system
   * @throws IOException when the address is of another kind, or the system refuses
   * @throws LinkageError when JNA cannot load its native part
   */
  static NotifySocket open(String name) throws IOException {
    byte[] address = address(name);
    try {
      return new NotifySocket(address, Libc.socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0));
    } catch (LastErrorException e) {
      throw failure("open a socket", e);
    }
  }

  /** Sends a datagram; waits while the receiver has too many unread. */
  void send(byte[] datagram) throws IOException {
    try {
      NativeLong length = new NativeLong(datagram.length);
      Libc.sendto(descriptor, datagram, length, MSG_NOSIGNAL, address, address.length);
    } catch (LastErrorException e) {
      throw failure("send to " + name(), e);
    }
  }

  private String name() {
    return new String(address, Short.BYTES, address.length - Short.BYTES, UTF_8).replace('\0', '@');
  }

  @Override
  public void close() {
    Libc.close(descriptor);
  }

  /** Returns a {@code sockaddr_un} without a zero at the end, which is not needed: unix(7). */
  private static byte[] address(String name) throws IOException {
    byte[] bytes = name.getBytes(UTF_8);
    if (!(name.startsWith("/") || name.startsWith("@")) || bytes.length > LONGEST_NAME) {
      throw new IOException(
          "Expected an absolute path or @name of at most %d bytes but was \"%s\""
              .formatted(LONGEST_NAME, name));
    }
    if (name.startsWith("@")) {
      bytes[0] = 0;
    }
    return ByteBuffer.allocate(Short.BYTES + bytes.length)
        .order(ByteOrder.nativeOrder())
        .putShort(AF_UNIX)
        .put(bytes)
        .array();
  }

  private static IOException failure(String what, LastErrorException cause) {
    return new IOException("Cannot %s: %s".formatted(what, cause.getMessage()), cause);
  }

  /** Calls of the C library, bound when the first one is made. */
  private static final class Libc {
    static {
      Native.register(Libc.class, "c");
    }

    private Libc() {}

    static native int socket(int domain, int type, int protocol) throws LastErrorException;

    static native NativeLong sendto(
        int descriptor,
        byte[] data,
        NativeLong length,
        int flags,
        byte[] address,
        int addressLength)
        throws LastErrorException;

    static native int close(int descriptor);
  }
}
