package io.liveimage.service;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.file.LinkOption.NOFOLLOW_LINKS;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Pattern;

/**
 * What a pid file says: which process, and when that was written.
 *
 * @param pid the process, or empty when the file is
 * @param writtenAt when the file was written
 * @param file which file on its disk this is, whatever its name
 */
record PidNote(OptionalLong pid, Instant writtenAt, String file) {
  /**
   * A process writes its file after it was started, but its start is told by a clock of whole
   * seconds.
   */
  private static final Duration TOLERANCE = Duration.ofSeconds(2);

  private static final Pattern PID = Pattern.compile("[1-9][0-9]{0,17}");
  private static final int MAX_BYTES = 64;

  /** A file that is no pid file; its message says what it is. */
  static final class NotANoteException extends IOException {
    private static final long serialVersionUID = 1L;

    NotANoteException(String message) {
      super(message);
    }
  }

  /** Reads a file, follows no link, and opens nothing that a reader could hang in. */
  static Optional<PidNote> read(Path path) throws IOException {
    try {
      BasicFileAttributes attributes =
          Files.readAttributes(path, BasicFileAttributes.class, NOFOLLOW_LINKS);
      requireFile(attributes);
      return Optional.of(
          new PidNote(
              parse(content(path)),
              attributes.lastModifiedTime().toInstant(),
              String.valueOf(attributes.fileKey())));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }

  private static void requireFile(BasicFileAttributes attributes) throws NotANoteException {
    if (attributes.isSymbolicLink()) {
      throw new NotANoteException("is a symbolic link");
    }
    if (!attributes.isRegularFile()) {
      throw new NotANoteException("is not a regular file");
    }
  }

  private static String content(Path path) throws IOException {
    try (InputStream in = Files.newInputStream(path, NOFOLLOW_LINKS)) {
      return new String(in.readNBytes(MAX_BYTES), US_ASCII).strip();
    }
  }

  private static OptionalLong parse(String content) throws NotANoteException {
    if (content.isEmpty()) {
      return OptionalLong.empty();
    }
    if (!PID.matcher(content).matches()) {
      throw new NotANoteException("holds something else than a process id");
    }
    return OptionalLong.of(Long.parseLong(content));
  }

  /** Returns the process that has the number now, be it the one that was meant or not. */
  Optional<LiveProcess> namesake() {
    return pid.isPresent() ? LiveProcess.find(pid.getAsLong()) : Optional.empty();
  }

  /** Returns the process that was meant, if it runs. */
  Optional<LiveProcess> process() {
    return namesake().filter(process -> !process.startedAt().filter(this::isTooLate).isPresent());
  }

  /** Returns why the process that was meant is not running. */
  String reason() {
    if (pid.isEmpty()) {
      return "it is empty";
    }
    long number = pid.getAsLong();
    if (number == ProcessHandle.current().pid()) {
      return "pid %d is this process now".formatted(number);
    }
    return namesake()
        .map(other -> "pid %d is another process now (%s)".formatted(number, other.command()))
        .orElse("process %d is gone".formatted(number));
  }

  /** Whether the other is this file with this process, be it touched or renamed. */
  boolean isSameFile(PidNote other) {
    return file.equals(other.file) && pid.equals(other.pid);
  }

  private boolean isTooLate(Instant start) {
    return start.isAfter(writtenAt.plus(TOLERANCE));
  }
}
