package io.liveimage.service;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.file.LinkOption.NOFOLLOW_LINKS;
import static java.nio.file.StandardCopyOption.ATOMIC_MOVE;
import static java.nio.file.StandardOpenOption.WRITE;

import io.liveimage.LifecycleException;
import io.liveimage.LifecycleExtension;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The pid file of this process: there whole or not at all, never in place of one that names a
 * running process, and removed only while it is still this one.
 */
final class PidFile implements LifecycleExtension.Opened {
  private static final Logger log = LoggerFactory.getLogger(PidFile.class);
  private static final int OTHER_WRITE = 002;
  private static final int STICKY = 01000;
  private static final int ATTEMPTS = 10;

  private final Path path;
  private final PidNote written;

  private PidFile(Path path, PidNote written) {
    this.path = path;
    this.written = written;
  }

  /** Writes the file, in place of a stale one; refuses when a process that runs is in it. */
  static PidFile take(Path path, Owner us) {
    Path absolute = path.toAbsolutePath().normalize();
    try {
      requireSafe(absolute);
      staleAt(absolute, us); // refuses before anything is touched
      return write(absolute, us);
    } catch (PidNote.NotANoteException e) {
      throw unusable(absolute, e.getMessage() + ". Remove it");
    } catch (IOException e) {
      throw unusable(absolute, "cannot be written (%s). Make its directory writable".formatted(e));
    }
  }

  private static PidFile write(Path path, Owner us) throws IOException {
    Path draft = beside(path);
    try {
      fill(draft);
      PidNote written = PidNote.read(draft).orElseThrow(() -> new NoSuchFileException("" + draft));
      publish(draft, path, us);
      return new PidFile(path, written);
    } finally {
      Files.deleteIfExists(draft);
    }
  }

  /** Whoever can rename in the directory decides which process is stopped by the file. */
  private static void requireSafe(Path path) throws IOException {
    Path directory = path.getParent();
    if (directory == null || !Files.isDirectory(directory)) {
      throw unusable(path, "cannot be written: it has no directory. Create that");
    }
    if (isOpenToAll(directory)) {
      throw unusable(path, "could be replaced by anybody. Close its directory to others");
    }
  }

  private static boolean isOpenToAll(Path directory) throws IOException {
    if (!Owner.isKnownAt(directory)) {
      return false;
    }
    int mode = (int) Files.getAttribute(directory, "unix:mode");
    return (mode & OTHER_WRITE) != 0 && (mode & STICKY) == 0;
  }

  /** Returns what is there already and stale; throws when it is neither that nor absent. */
  private static Optional<PidNote> staleAt(Path path, Owner us) throws IOException {
    try {
      Optional<PidNote> found = PidNote.read(path);
      if (found.isPresent()) {
        requireTrusted(path, us);
        found.flatMap(PidNote::process).filter(PidFile::isOther).ifPresent(it -> refuse(path, it));
      }
      return found;
    } catch (NoSuchFileException e) {
      return Optional.empty(); // another process that wants the name has just removed it
    }
  }

  private static void requireTrusted(Path path, Owner us) throws IOException {
    Owner owner = Owner.of(path);
    if (!owner.isTrustedBy(us)) {
      throw unusable(path, "belongs to %s, not to %s. Remove it".formatted(owner, us));
    }
  }

  private static boolean isOther(LiveProcess process) {
    return process.pid() != ProcessHandle.current().pid();
  }

  private static void refuse(Path path, LiveProcess process) {
    throw new LifecycleException(
        "already running as pid %d (%s), says %s; stop it, or set %s to another file"
            .formatted(process.pid(), process.command(), path, PidFileExtension.KEY),
        null);
  }

  private static LifecycleException unusable(Path path, String why) {
    return LifecycleException.configuration(
        "Pid file %s %s, or set %s to another file.".formatted(path, why, PidFileExtension.KEY));
  }

  private static Path beside(Path path) {
    String unique = Long.toHexString(ThreadLocalRandom.current().nextLong());
    return path.resolveSibling(path.getFileName() + "." + unique + ".tmp");
  }

  /** Whatever the umask, others can read it, and could never open it for writing. */
  private static void fill(Path draft) throws IOException {
    Files.createFile(draft, permissions(draft, "rw-------"));
    try (OutputStream out = Files.newOutputStream(draft, WRITE, NOFOLLOW_LINKS)) {
      out.write((ProcessHandle.current().pid() + "\n").getBytes(US_ASCII));
    }
    if (Owner.isKnownAt(draft)) {
      Files.setPosixFilePermissions(draft, PosixFilePermissions.fromString("rw-r--r--"));
    }
  }

  private static FileAttribute<?>[] permissions(Path path, String permissions) {
    return Owner.isKnownAt(path)
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
        }
        : new FileAttribute<?>[0];
  }

  /** Of several processes that want the name at once, one gets it. */
  private static void publish(Path draft, Path path, Owner us) throws IOException {
    for (int i = 0; i < ATTEMPTS; i++) {
      if (give(draft, path)) {
        return;
      }
      Optional<PidNote> stale = staleAt(path, us);
      if (stale.isPresent()) {
        remove(path, stale.get());
      }
    }
    throw unusable(path, "is taken again and again by other processes. Stop them");
  }

  /** Gives a file the name, unless another file has it. */
  private static boolean give(Path file, Path name) throws IOException {
    try {
      Files.createLink(name, file);
      return true;
    } catch (FileAlreadyExistsException e) {
      return false;
    } catch (UnsupportedOperationException | FileSystemException e) {
      return moved(file, name); // a file system without links
    }
  }

  private static boolean moved(Path file, Path name) throws IOException {
    try {
      Files.move(file, name);
      return true;
    } catch (FileAlreadyExistsException e) {
      return false;
    }
  }

  /** Takes the stale file out of the way; what another process has put there since is put back. */
  private static void remove(Path path, PidNote stale) throws IOException {
    Path aside = beside(path);
    try {
      Files.move(path, aside, ATOMIC_MOVE);
      if (PidNote.read(aside).filter(stale::equals).isPresent()) {
        log.info("Replacing the stale pid file {}: {}", path, stale.reason());
      } else {
        give(aside, path);
      }
    } catch (NoSuchFileException e) {
      log.debug("Another process was faster to remove {}", path);
    } finally {
      Files.deleteIfExists(aside);
    }
  }

  @Override
  public String summary() {
    return "pid file " + path;
  }

  /** Removes the file, unless it is another one by now. */
  @Override
  public void close() {
    try {
      if (PidNote.read(path).filter(written::isSameFile).isPresent()) {
        Files.deleteIfExists(path);
      }
    } catch (PidNote.NotANoteException e) {
      log.info("Leaving pid file {} alone, it {}", path, e.getMessage());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
