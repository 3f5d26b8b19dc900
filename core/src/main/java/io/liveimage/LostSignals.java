package io.liveimage;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Notices signals that the JVM could not deliver. It makes a thread for each one; without memory,
 * or without threads, it prints a warning and forgets the signal. All that is left then is that its
 * dispatcher has run, which Linux counts. Looking allocates nothing.
 */
final class LostSignals implements AutoCloseable {
  /** The name of the thread as Linux has it, cut at 15 characters. */
  private static final String DISPATCHER = "Signal Dispatch";

  private static final Path TASKS = Path.of("/proc/self/task");
  private static final Logger log = LoggerFactory.getLogger(Lifecycle.class);

  private final @Nullable RandomAccessFile runs;
  private byte[] before = new byte[64];
  private byte[] now = new byte[64];

  private LostSignals(@Nullable RandomAccessFile runs) {
    this.runs = runs;
    read(before);
  }

  /** Watches this process; where the system does not tell, nothing is ever noticed. */
  static LostSignals ofThisProcess() {
    return new LostSignals(find());
  }

  private static @Nullable RandomAccessFile find() {
    try (DirectoryStream<Path> tasks = Files.newDirectoryStream(TASKS)) {
      for (Path task : tasks) {
        if (isDispatcher(task)) {
          return new RandomAccessFile(task.resolve("schedstat").toFile(), "r");
        }
      }
    } catch (IOException e) {
      log.debug("Signals that get lost cannot be noticed here", e);
    }
    return null;
  }

  private static boolean isDispatcher(Path task) {
    try {
      return Files.readString(task.resolve("comm")).strip().equals(DISPATCHER);
    } catch (IOException e) {
      return false; // the thread has ended meanwhile
    }
  }

  /** Whether a signal has come since the last look that nobody may have heard of. */
  boolean isOneLost() {
    return hasDispatched() && MemoryReserve.isExhausted();
  }

  private boolean hasDispatched() {
    read(now);
    boolean changed = !Arrays.equals(now, before);
    byte[] swap = before;
    before = now;
    now = swap;
    return changed;
  }

  private void read(byte[] target) {
    if (runs != null) {
      try {
        runs.seek(0);
        int unused = runs.read(target);
      } catch (IOException e) {
        Arrays.fill(target, (byte) 0);
      }
    }
  }

  @Override
  public void close() {
    try {
      if (runs != null) {
        runs.close();
      }
    } catch (IOException e) {
      log.debug("The statistics of a thread could not be closed", e);
    }
  }
}
