package io.liveimage.systemd;

import static io.liveimage.ComponentOption.after;

import io.liveimage.Component;
import io.liveimage.Health;
import io.liveimage.Lifecycle;
import io.liveimage.Settings;
import io.liveimage.StopRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A small host for tests that need a service: it counts its starts, and in a word is told how to
 * misbehave.
 */
final class Guest {
  private static final AtomicInteger starts = new AtomicInteger(1);

  private Guest() {}

  public static void main(String[] words) throws Exception {
    Path home = Path.of(words[0]);
    String word = words[1];
    Lifecycle.Builder plan =
        Lifecycle.builder()
            .name("guest")
            .home(home)
            .set(SystemdExtension.KEY, word.endsWith("-silent") ? Settings.OFF : "on")
            .component("db", (AutoCloseable) () -> {})
            .component("http", new Http(word, home), after("db"))
            .state("starts", Integer.class, () -> save(word), saved -> starts.set(saved + 1));
    Lifecycle lifecycle = word.equals("told") ? plan.readyWhenTold().start() : plan.start();
    Files.writeString(Path.of(home + ".started"), "start " + starts.get());
    if (word.equals("told")) {
      pause(1_500);
      lifecycle.ready();
    }
    if (word.equals("no-save")) {
      lifecycle.requestStop(StopRequest.by("the test"));
    }
    exitCode(word, home).ifPresent(code -> lifecycle.requestStop(stop(code)));
  }

  private record Http(String word, Path home) implements Component {
    @Override
    public void start() {
      if (word.equals("fail")) {
        throw new IllegalStateException("no port for http");
      }
    }

    /** In its first life it can be frozen. */
    @Override
    public Health liveness() {
      boolean frozen = starts.get() == 1 && Files.exists(Path.of(home + ".frozen"));
      return frozen ? Health.down("main loop is frozen") : Health.up();
    }
  }

  private static int save(String word) {
    if (word.startsWith("slow-save")) {
      pause(4_500);
    }
    if (word.equals("no-save")) {
      throw new IllegalStateException("disk full");
    }
    return starts.get();
  }

  /** Stands for work that takes its time. */
  private static void pause(long millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** The first life of an {@code exit-75} ends with that code, the second goes on. */
  private static Optional<Integer> exitCode(String word, Path home) throws IOException {
    Path mark = home.resolveSibling("lived-" + word);
    if (!word.startsWith("exit-") || Files.exists(mark)) {
      return Optional.empty();
    }
    Files.createFile(mark);
    return Optional.of(Integer.valueOf(word.split("-")[1]));
  }

  private static StopRequest stop(int code) {
    return StopRequest.by("the test").withExitCode(code);
  }
}
