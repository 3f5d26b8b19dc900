package io.liveimage.killport;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import io.liveimage.Lifecycle;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.LoggerFactory;

/**
 * A small host for tests that need a process of its own: it counts its starts, prints what its kill
 * port logs, and connects to that port itself for each line it reads.
 */
final class Guest {
  private Guest() {}

  public static void main(String[] arguments) throws IOException {
    Path home = Path.of(arguments[0]);
    ((Logger) LoggerFactory.getLogger(KillPort.class)).setLevel(Level.DEBUG);
    AtomicInteger starts = new AtomicInteger(1);
    Lifecycle lifecycle =
        Lifecycle.builder()
            .name("guest")
            .home(home)
            .set(KillPortExtension.KEY, arguments[1])
            .component("db", (AutoCloseable) () -> {})
            .state("starts", Integer.class, starts::get, saved -> starts.set(saved + 1))
            .start();
    int port = Integer.parseInt(Files.readString(home.resolve("killport.port")).strip());
    System.out.printf("start %d on port %d of %s%n", starts.get(), port, lifecycle.describe());
    connectForEachLine(port);
  }

  private static void connectForEachLine(int port) throws IOException {
    BufferedReader input = new BufferedReader(new InputStreamReader(System.in));
    while (input.readLine() != null) {
      Peer peer = Peer.connect(port);
      System.out.println("told myself: " + peer.line());
      peer.endInput();
      System.out.println("told myself then: " + peer.rest());
    }
  }
}
