package io.liveimage.local;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.util.OptionalLong;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * The lock of one directory: held by one process, and in it by one holder, until it is closed or
 * the process ends in whatever way.
 *
 * <p>The file {@code lock} is never deleted: a process that had opened the deleted file would lock
 * that, and another one the new file.
 */
final class DirectoryLock implements AutoCloseable {
  static final String FILE = "lock";
  static final String PID_FILE = "pid";

  private static final String CLAIM = DirectoryLock.class.getName() + ":";

  // Closing any channel of a locked file drops the lock for the whole process (POSIX), so a channel
  // opened beside somebody else's must outlive the process.
  private static final Queue<FileChannel> NEVER_CLOSED = new ConcurrentLinkedQueue<>();

  private final Path directory;

  // Kept: the JDK forgets a lock that is garbage, and would grant it a second time.
  private final FileLock lock;

  private DirectoryLock(Path directory, FileLock lock) {
    this.directory = directory;
    this.lock = lock;
  }

  static DirectoryLock acquire(Path directory) {
    claim(directory);
    try {
      return new DirectoryLock(directory, lock(directory));
    } catch (IOException e) {
      unclaim(directory);
      throw new RunDirectoryException(
          "Cannot lock %s: %s; set LIVEIMAGE_HOME to a directory on a local, writable disk"
              .formatted(directory.resolve(FILE), e),
          e);
    } catch (RuntimeException | Error e) {
      unclaim(directory);
      throw e;
    }
  }

  @Override
  public void close() throws IOException {
    try {
      lock.acquiredBy().close();
    } finally {
      unclaim(directory);
    }
  }

  private static FileLock lock(Path directory) throws IOException {
    PrivateFiles files = new PrivateFiles(directory);
    FileChannel channel = files.openForLocking(FILE);
    try {
      FileLock lock = channel.tryLock();
      if (lock != null) {
        return lock;
      }
    } catch (OverlappingFileLockException e) {
      NEVER_CLOSED.add(channel);
      throw AlreadyRunningException.here(directory);
    } catch (IOException e) {
      channel.close();
      throw e;
    }
    channel.close();
    throw AlreadyRunningException.elsewhere(directory, holder(files));
  }

  /** A pid file can be older than the lock: a dead process is not the one that holds it. */
  private static OptionalLong holder(PrivateFiles files) {
    try {
      long pid = Long.parseLong(files.readShort(PID_FILE).trim());
      boolean alive = ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false);
      return alive ? OptionalLong.of(pid) : OptionalLong.empty();
    } catch (IOException | NumberFormatException e) {
      return OptionalLong.empty();
    }
  }

  // In the system properties, because two web applications have two copies of this class.
  private static void claim(Path directory) {
    if (System.getProperties().putIfAbsent(CLAIM + directory, "open") != null) {
      throw AlreadyRunningException.here(directory);
    }
  }

  private static void unclaim(Path directory) {
    System.getProperties().remove(CLAIM + directory);
  }
}
