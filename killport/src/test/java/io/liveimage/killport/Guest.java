package io.liveimage.killport;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import io.liveimage.Lifecycle;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
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
    ((Logger) LoggerFactory.getLogger(Lifecycle.class)).setLevel(Level.INFO);
    AtomicInteger starts = new AtomicInteger(1);
    Lifecycle.Builder builder = Lifecycle.builder();
    for (String setting : List.of(arguments).subList(1, arguments.length)) {
      builder.set(setting.split("=", 2)[0], setting.split("=", 2)[1]);
    }
    Lifecycle lifecycle =
        builder
            .name("guest")
            .home(home)
            .component("db", (AutoCloseable) () -> {})
            .state("starts", Integer.class, starts::get, saved -> starts.set(saved + 1))
            .start();
    System.out.printf(
        "start %d on port %s of %s%n", starts.get(), port(home), lifecycle.describe());
    connectForEachLine(home);
  }

  private static String port(Path home) throws IOException {
    Path file = home.resolve("killport.port");
    return Files.exists(file) ? Files.readString(file).strip() : "off";
  }

  private static void connectForEachLine(Path home) throws IOException {
    BufferedReader input = new BufferedReader(new InputStreamReader(System.in));
    while (input.readLine() != null) {
      Peer peer = Peer.connect(Integer.parseInt(port(home)));
      System.out.println("told myself: " + peer.line());
      peer.endInput();
      System.out.println("told myself then: " + peer.rest());
    }
  }
}
