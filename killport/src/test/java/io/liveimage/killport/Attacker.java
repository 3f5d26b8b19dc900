package io.liveimage.killport;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Random;

/**
 * What a hostile or careless process does to a port, until its standard input ends. All in one
 * class, so that a copy of its file is enough to run it as another user.
 */
public final class Attacker {
  private static final int PORT = 1;
  private static final int COUNT = 2;

  private Attacker() {}

  public static void main(String[] arguments) throws Exception {
    int port = Integer.parseInt(arguments[PORT]);
    int count = Integer.parseInt(arguments[COUNT]);
    switch (arguments[0]) {
      case "silent" -> connectAndHold(port, count);
      case "race" -> writeAndClose(port, count);
      case "garbage" -> garbage(port, count);
      case "drip" -> drip(port, count);
      default -> throw new IllegalArgumentException(arguments[0]);
    }
    System.out.println("done");
    while (System.in.read() >= 0) {}
  }

  private static void connectAndHold(int port, int count) throws IOException {
    Deque<Socket> held = new ArrayDeque<>();
    for (int i = 1; i <= count; i++) {
      held.add(new Socket(InetAddress.getLoopbackAddress(), port));
      tellAt(i, count / 10);
    }
    System.out.println("holds " + held.size());
  }

  private static void writeAndClose(int port, int count) throws IOException {
    for (int i = 1; i <= count; i++) {
      try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
        socket.getOutputStream().write("stop\n".getBytes());
      }
      tellAt(i, 20);
    }
  }

  /** Megabytes without a line end, as far as the other end takes them. */
  private static void garbage(int port, int count) throws IOException {
    byte[] noise = new byte[1024 * 1024];
    new Random(7).nextBytes(noise);
    for (int i = 1; i <= count; i++) {
      try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
        socket.getOutputStream().write(noise);
      } catch (IOException e) {
        // closed or reset, as it should be
      }
      tellAt(i, 1);
    }
  }

  private static void drip(int port, int count) throws IOException, InterruptedException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      for (int i = 1; i <= count; i++) {
        socket.getOutputStream().write('s');
        tellAt(i, 1);
        Thread.sleep(1000);
      }
    }
  }

  private static void tellAt(int number, int each) {
    if (number % Math.max(1, each) == 0) {
      System.out.println("did " + number);
    }
  }
}
