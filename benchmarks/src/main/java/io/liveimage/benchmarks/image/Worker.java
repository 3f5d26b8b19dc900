package io.liveimage.benchmarks.image;

import com.sun.management.OperatingSystemMXBean;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/**
 * A process that measures one contender: writes and reads when it is told to by its standard input,
 * and tells what it has cost. The heap is collected before each call, and what was read is compared
 * with what was written after it, if it was this process that wrote.
 *
 * @param <S> the type of the state
 */
final class Worker<S> {
  static final String WRITE = "write";
  static final String READ = "read";

  /** Begins the lines that are for the process that measures. */
  static final String MARK = "@";

  private static final OperatingSystemMXBean SYSTEM =
      ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);

  private final Contender<S> contender;
  private final int orders;
  private final Path directory;
  private List<S> state = List.of();
  private List<S> read = List.of();

  /** Made by the first call, in its time. */
  private @Nullable Storage<S> storage;

  private Worker(Contender<S> contender, int orders, Path directory) {
    this.contender = contender;
    this.orders = orders;
    this.directory = directory;
  }

  /** Takes the name of the contender, the number of orders and a directory. */
  public static void main(String[] arguments) throws IOException {
    LoggerFactory.getLogger(Worker.class).info("A worker begins"); // any host has paid for it
    int orders = Integer.parseInt(arguments[1]);
    new Worker<>(Contender.named(arguments[0]), orders, Path.of(arguments[2])).run();
  }

  @SuppressWarnings("SystemOut") // talks to its parent
  private void run() throws IOException {
    var commands = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = commands.readLine(); line != null; line = commands.readLine()) {
      System.out.println(MARK + (line.equals(WRITE) ? write() : read()));
    }
  }

  private Call write() throws IOException {
    if (state.isEmpty()) {
      state = contender.state().apply(orders);
    }
    return measure(() -> storage().write(state, directory));
  }

  private Call read() throws IOException {
    Call call = measure(() -> read = storage().read(directory));
    if (!state.isEmpty() && !Objects.deepEquals(state.toArray(), read.toArray())) {
      throw new IOException(contender.name() + " has read something else than it wrote");
    }
    read = List.of();
    return call;
  }

  private Storage<S> storage() {
    if (storage == null) {
      storage = contender.storage().get();
    }
    return storage;
  }

  private Call measure(Action action) throws IOException {
    System.gc();
    long cpu = SYSTEM.getProcessCpuTime();
    long began = System.nanoTime();
    action.run();
    long wall = System.nanoTime() - began;
    return new Call(wall, SYSTEM.getProcessCpuTime() - cpu, bytes());
  }

  private long bytes() throws IOException {
    try (var files = Files.walk(directory)) {
      return files.filter(Files::isRegularFile).mapToLong(file -> file.toFile().length()).sum();
    }
  }

  private interface Action {
    void run() throws IOException;
  }
}
