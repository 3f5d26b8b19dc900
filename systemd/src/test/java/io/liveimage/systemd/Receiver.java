package io.liveimage.systemd;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;

import com.sun.jna.LastErrorException;
import com.sun.jna.Native;
import com.sun.jna.NativeLong;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;

/** The end of systemd: takes what is sent to an address, until it is closed. */
final class Receiver implements AutoCloseable {
  private static final int AF_UNIX = 1;
  private static final int SOCK_DGRAM = 2;
  private static final String END = "END";

  private final String name;
  private final int descriptor;
  private final Thread thread;
  private final List<String> received = new CopyOnWriteArrayList<>();

  Receiver(String name) {
    this.name = name;
    byte[] address = address(name);
    descriptor = Libc.socket(AF_UNIX, SOCK_DGRAM, 0);
    Libc.bind(descriptor, address, address.length);
    thread = new Thread(this::receive, "receiver of " + name);
    thread.start();
  }

  private static byte[] address(String name) {
    byte[] bytes = name.replaceFirst("^@", "\0").getBytes(UTF_8);
    ByteBuffer buffer = ByteBuffer.allocate(2 + bytes.length).order(ByteOrder.nativeOrder());
    return buffer.putShort((short) AF_UNIX).put(bytes).array();
  }

  private void receive() {
    byte[] buffer = new byte[8_192];
    NativeLong size = new NativeLong(buffer.length);
    String text = "";
    while (!text.equals(END)) {
      int length = Libc.recv(descriptor, buffer, size, 0).intValue();
      text = new String(buffer, 0, length, UTF_8);
      received.add(text);
    }
  }

  String name() {
    return name;
  }

  List<String> received() {
    return List.copyOf(received);
  }

  /** Waits for one and returns all that came until then. */
  List<String> awaitNotice(String notice) {
    return awaitNotices(all -> all.contains(notice));
  }

  List<String> awaitNotices(Predicate<List<String>> enough) {
    await()
        .alias("notices")
        .pollInterval(Duration.ofMillis(10))
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(
            () -> {
              if (!enough.test(received())) {
                throw new AssertionError("Received only " + received());
              }
            });
    return received();
  }

  @Override
  public void close() throws IOException, InterruptedException {
    try (NotifySocket self = NotifySocket.open(name)) {
      self.send(END.getBytes(UTF_8));
    }
    thread.join();
    Libc.close(descriptor);
  }

  private static final class Libc {
    static {
      Native.register(Libc.class, "c");
    }

    static native int socket(int domain, int type, int protocol) throws LastErrorException;

    static native int bind(int descriptor, byte[] address, int length) throws LastErrorException;

    static native NativeLong recv(int descriptor, byte[] buffer, NativeLong size, int flags)
        throws LastErrorException;

    static native int close(int descriptor);
  }
}
