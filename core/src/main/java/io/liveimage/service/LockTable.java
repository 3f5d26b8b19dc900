package io.liveimage.service;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.stream.Stream;

/**
 * Who holds a file lock, as the kernel lists it; see proc_locks(5). To try the lock instead would
 * take it for a moment, and a host that starts in that moment would be refused. Where the table is
 * silent, because there is none or the file system has other numbers there, nothing is known.
 */
final class LockTable {
  private static final Path TABLE = Path.of("/proc/locks");
  private static final int KIND = 1;
  private static final int PID = 4;
  private static final int FILE = 5;

  private LockTable() {}

  static OptionalLong holder(Path lock) throws IOException {
    Files.readAttributes(lock, "size", NOFOLLOW_LINKS); // throws when it is not there
    return Owner.isKnownAt(lock) ? holder(number(lock)) : OptionalLong.empty();
  }

  private static OptionalLong holder(String file) {
    try (Stream<String> lines = Files.lines(TABLE)) {
      return lines
          .map(line -> line.split(" +"))
          .filter(words -> words.length > FILE && words[KIND].equals("POSIX"))
          .filter(words -> words[FILE].equals(file))
          .mapToLong(words -> Long.parseLong(words[PID]))
          .filter(pid -> pid > 0) // of another pid namespace
          .findFirst();
    } catch (IOException e) {
      return OptionalLong.empty();
    }
  }

  /** Returns device and inode as the table writes them. */
  private static String number(Path file) throws IOException {
    long device = (long) Files.getAttribute(file, "unix:dev", NOFOLLOW_LINKS);
    long inode = (long) Files.getAttribute(file, "unix:ino", NOFOLLOW_LINKS);
    long major = device >> 8 & 0xfff | device >> 32 & ~0xfffL;
    long minor = device & 0xff | device >> 12 & ~0xffL;
    return String.format(Locale.ROOT, "%02x:%02x:%d", major, minor, inode);
  }
}
