package io.liveimage.killport;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import io.liveimage.Lifecycle;
import java.io.BufferedReader;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.LoggerFactory;

/**
 * A small host for tests that need a process of its own: it counts its starts, prints what its kill
 * port logs, and does for each line it reads what its port has to endure.
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
    obeyEachLine(home);
  }

  private static String port(Path home) throws IOException {
    Path file = home.resolve("killport.port");
    return Files.exists(file) ? Files.readString(file).strip() : "off";
  }

  private static void obeyEachLine(Path home) throws IOException {
    BufferedReader input = new BufferedReader(new InputStreamReader(System.in));
    for (String line = input.readLine(); line != null; line = input.readLine()) {
      switch (line) {
        case "open files" -> openFiles();
        case "fill heap" -> HeapFiller.fillAndWait();
        case "take threads" -> takeThreads();
        default -> connect(Integer.parseInt(port(home)));
      }
    }
  }

  private static void connect(int port) throws IOException {
    Peer peer = Peer.connect(port);
    System.out.println("told myself: " + peer.line());
    peer.endInput();
    System.out.println("told myself then: " + peer.rest());
  }

  /** Takes every thread there is. */
  private static void takeThreads() {
    try {
      while (true) {
        Thread idle = new Thread(LockSupport::park, "idle");
        idle.setDaemon(true);
        idle.start();
      }
    } catch (OutOfMemoryError e) {
      System.out.println("took all threads");
    }
  }

  /** Takes every file descriptor there is. */
  private static void openFiles() {
    List<InputStream> open = new ArrayList<>();
    try {
      while (true) {
        open.add(new FileInputStream("/dev/null"));
      }
    } catch (IOException e) {
      System.out.println("opened all files: " + open.size());
    }
  }
}
