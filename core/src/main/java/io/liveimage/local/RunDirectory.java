package io.liveimage.local;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The private directory of one running host: its lock, its access token, the ports of its
 * listeners.
 *
 * <pre>
 *   lock         held from open to close; the file stays for ever, and is for nobody to open:
 *                closing any other stream of it in this process lets the lock go (POSIX)
 *   pid          the process that has the lock
 *   token        64 hex digits and a newline, new at each open
 *   NAME.port    the port of listener NAME and a newline
 *   NAME.sock    the unix-domain socket of listener NAME, or a symbolic link to it
 *   ...          what {@link #write write} has put there; stays after close
 * </pre>
 *
 * <p>It holds code that will be run and a secret, so it is checked as sshd checks a home directory
 * ({@code StrictModes}): no symbolic link, ours, mode 0700; above it, up to the root and along
 * every link on the way, only directories of ours or root's that nobody else can write, or with the
 * sticky bit. A group-writable directory above is accepted when the group is its owner's private
 * one. On file systems without Unix owners and modes (Windows) only the kinds of files are checked,
 * and access is what the directory inherits.
 *
 * <p>Safe for use by several threads; calls block on the disk. All files have mode 0600.
 */
public final class RunDirectory implements AutoCloseable {
  private static final String TOKEN_FILE = "token";
  private static final Set<String> RESERVED =
      Set.of(DirectoryLock.FILE, DirectoryLock.PID_FILE, TOKEN_FILE);
  private static final Pattern FILE_NAME = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9._-]*");
  private static final Pattern LISTENER_NAME = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_-]*");

  private final Path path;
  private final PrivateFiles files;
  private final DirectoryLock lock;
  private final AccessToken token = AccessToken.random();
  private final Set<String> untilClose = new LinkedHashSet<>();
  private boolean closed;

  private RunDirectory(Path path, DirectoryLock lock) {
    this.path = path;
    this.files = new PrivateFiles(path);
    this.lock = lock;
  }

  /**
   * Opens the directory for this process: creates it where it is missing (and its parents, all
   * private), checks it, locks it, removes what a killed predecessor left, writes the pid file and
   * a new token.
   *
   * <p>An existing directory that others can only read is set to mode 0700 with a warning, provided
   * it is empty or was a run directory before.
   *
   * @param home the directory; relative to the working directory
   * @return the open directory; close it to let it go
   * @throws AlreadyRunningException if another process has it, or another lifecycle of this one;
   *     nothing in it has been changed
   * @throws RunDirectoryException if it is unsafe, or cannot be created, locked or written
   */
  public static RunDirectory open(Path home) {
    StrictModes modes = StrictModes.ofThisProcess();
    Path path = modes.establish(requireNonNull(home, "home"));
    RESERVED.forEach(name -> modes.requireOwnFile(path.resolve(name)));
    boolean usedBefore = Files.exists(path.resolve(DirectoryLock.FILE));
    RunDirectory directory = new RunDirectory(path, DirectoryLock.acquire(path));
    try {
      directory.settle(modes, usedBefore);
      return directory;
    } catch (RuntimeException | Error e) {
      directory.closeAfter(e);
      throw e;
    }
  }

  /**
   * Returns where the directory is.
   *
   * @return its absolute path without any symbolic link
   */
  public Path path() {
    return path;
  }

  /**
   * Returns the secret of this run.
   *
   * @return the token that is in {@link #tokenFile()}
   */
  public AccessToken token() {
    return token;
  }

  /**
   * Returns the file that holds the token, for the owner to {@code cat}.
   *
   * @return its absolute path; the file is gone after {@link #close()}
   */
  public Path tokenFile() {
    return files.path(TOKEN_FILE);
  }

  /**
   * Writes {@code LISTENER.port}: the number and a newline, there whole or not at all, removed by
   * {@link #close()}. A second call for the same listener replaces the number.
   *
   * @param listener its name: letters, digits, {@code _} and {@code -}
   * @param port the bound port, 1 to 65535
   * @throws IllegalArgumentException if the name or the port is not such a one
   * @throws IllegalStateException if this directory is closed
   * @throws RunDirectoryException if it cannot be written
   */
  public synchronized void publishPort(String listener, int port) {
    require(LISTENER_NAME.matcher(listener).matches(), "listener name", listener);
    require(port > 0 && port <= 0xFFFF, "bound port", port);
    replaceUntilClose(listener + ".port", (port + "\n").getBytes(US_ASCII));
  }

  /**
   * Opens the unix-domain socket {@code LISTENER.sock}, for our own user and root: nobody else can
   * enter this directory. Where its path is too long for a socket it is in a short private
   * directory, and {@code LISTENER.sock} is a symbolic link to it. {@link #close()} removes both.
   *
   * @param listener its name: letters, digits, {@code _} and {@code -}
   * @param trust who may speak to it
   * @return the socket, listening; its files are removed with this directory's
   * @throws IllegalArgumentException if the name is not such a one
   * @throws IllegalStateException if this directory is closed
   * @throws RunDirectoryException if it cannot be opened: there is no such place, or file systems
   *     without sockets
   */
  public synchronized LocalSocket openSocket(String listener, PeerTrust trust) {
    require(LISTENER_NAME.matcher(listener).matches(), "listener name", listener);
    String name = listener + SocketFile.SUFFIX;
    untilClose.add(name);
    AtomicReference<LocalSocket> opened = new AtomicReference<>();
    attempt("open", name, () -> opened.set(LocalSocket.open(files.path(name), trust)));
    return requireNonNull(opened.get());
  }

  /**
   * Writes a file that stays after {@link #close()}: there whole or not at all, replacing an older
   * one, and on the disk when this method returns. Works in an interrupted thread too.
   *
   * @param fileName a plain name (letters, digits, {@code . _ -}), not one that this class uses
   *     itself: {@code lock}, {@code pid}, {@code token}, {@code *.port}, {@code *.sock}, {@code
   *     *.tmp}
   * @param content all of the file
   * @throws IllegalArgumentException if the name is not such a one
   * @throws IllegalStateException if this directory is closed: it may belong to another process
   * @throws RunDirectoryException if it cannot be written; an older file is untouched
   */
  public synchronized void write(String fileName, byte[] content) {
    require(isFree(fileName), "file name", fileName);
    attempt("write", fileName, () -> files.replaceDurably(fileName, content));
  }

  /**
   * Removes the port files, the sockets, the token and the pid file, and lets the lock go. A second
   * call does nothing.
   *
   * @throws RunDirectoryException if a file cannot be removed; the lock is let go all the same
   */
  @Override
  public synchronized void close() {
    if (closed) {
      return;
    }
    closed = true;
    IOException failure = null;
    for (String name : untilClose) {
      failure = firstOf(failure, () -> files.delete(name));
    }
    failure = firstOf(failure, lock::close);
    if (failure != null) {
      throw new RunDirectoryException("Cannot clean up %s: %s".formatted(path, failure), failure);
    }
  }

  /** Returns the path. */
  @Override
  public String toString() {
    return "RunDirectory(" + path + ")";
  }

  private synchronized void settle(StrictModes modes, boolean usedBefore) {
    attempt("close to others", ".", () -> modes.tighten(path));
    if (usedBefore) {
      attempt("clean up", ".", files::deleteLeftovers);
    }
    byte[] pid = (ProcessHandle.current().pid() + "\n").getBytes(US_ASCII);
    replaceUntilClose(DirectoryLock.PID_FILE, pid);
    replaceUntilClose(TOKEN_FILE, token.line());
  }

  private void replaceUntilClose(String name, byte[] content) {
    untilClose.add(name);
    attempt("write", name, () -> files.replace(name, content));
  }

  private void attempt(String verb, String name, DiskAction action) {
    if (closed) {
      throw new IllegalStateException("Run directory %s is closed".formatted(path));
    }
    // An interrupted thread cannot use a FileChannel, and the last report of a host is often
    // written by one.
    boolean interrupted = Thread.interrupted();
    try {
      action.run();
    } catch (IOException e) {
      throw new RunDirectoryException(
          "Cannot %s %s: %s".formatted(verb, files.path(name).normalize(), e), e);
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private void closeAfter(Throwable failure) {
    try {
      close();
    } catch (RunDirectoryException e) {
      failure.addSuppressed(e);
    }
  }

  private static boolean isFree(String name) {
    return FILE_NAME.matcher(name).matches()
        && !RESERVED.contains(name)
        && !name.endsWith(".port")
        && !name.endsWith(SocketFile.SUFFIX)
        && !name.endsWith(".tmp");
  }

  private static void require(boolean good, String what, Object found) {
    if (!good) {
      throw new IllegalArgumentException("Not a %s: %s".formatted(what, found));
    }
  }

  private static @Nullable IOException firstOf(@Nullable IOException first, DiskAction action) {
    try {
      action.run();
      return first;
    } catch (IOException e) {
      if (first == null) {
        return e;
      }
      first.addSuppressed(e);
      return first;
    }
  }

  @FunctionalInterface
  private interface DiskAction {
    void run() throws IOException;
  }
}
