package io.liveimage;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.nio.file.StandardCopyOption.ATOMIC_MOVE;

import io.liveimage.PastStart.Ending;
import io.liveimage.local.OwnFiles;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The last starts of a run directory, oldest first, a line of text each. A start is entered when it
 * has its image, and its end is written into the same line later: in room that is kept for it, so
 * that a full disk does not make a stop look like a crash. A start that never came that far has no
 * ending. Not synced: what survives the process is enough, a machine that crashes is no crash loop.
 *
 * <p>Thread-safe. It is a help and no more: when it cannot be written, that is logged.
 */
final class StartHistory {
  static final String FILE = "starts";

  /** How many starts are kept. */
  static final int KEPT = 20;

  private static final Logger log = LoggerFactory.getLogger(Lifecycle.class);
  private static final int LONGEST_LINE = 120;
  private static final int MAX_BYTES = 64 * 1024;

  private final Path file;
  private final Clock clock;
  private List<PastStart> before = List.of();
  private @Nullable PastStart current;
  private Ending ending = Ending.STOPPED;
  private long offset;

  StartHistory(Path home, Clock clock) {
    this.file = home.resolve(FILE);
    this.clock = clock;
  }

  Path file() {
    return file;
  }

  Instant now() {
    return clock.instant();
  }

  /** Returns what is known of the starts before this one, oldest first. */
  List<PastStart> past() {
    try {
      return lines().map(PastStart::parse).flatMap(Optional::stream).toList();
    } catch (IOException e) {
      log.warn("The last starts in {} cannot be read, so a crash loop is not noticed", file, e);
      return List.of();
    }
  }

  private Stream<String> lines() throws IOException {
    try (var in = Files.newInputStream(file)) {
      return new String(in.readNBytes(MAX_BYTES), UTF_8).lines();
    } catch (NoSuchFileException e) {
      return Stream.empty();
    }
  }

  /** Enters the start that has just opened its image. */
  synchronized void begin(List<PastStart> past, OptionalLong image) {
    before = past;
    PastStart start = PastStart.now(now(), image);
    List<String> lines = new ArrayList<>();
    past.stream().skip(Math.max(0, past.size() - KEPT + 1)).forEach(each -> lines.add("" + each));
    String before = lines.isEmpty() ? "" : String.join("\n", lines) + "\n";
    try {
      replace(before + padded(start.beginning()));
      offset = before.length();
      current = start;
    } catch (IOException e) {
      log.warn("This start cannot be noted in {}, so a crash loop is not noticed", file, e);
    }
  }

  /** Notes that the host cannot start or go on; {@link #end} comes next, unless it vanishes. */
  synchronized void failed(Ending how) {
    ending = how;
  }

  /** Notes an image of this host, which the next start may be from. */
  synchronized void saved(long image) {
    note(start -> current = start.withSaved(image));
  }

  /**
   * Returns the image from which a series of failed starts began, this one among them if it has
   * failed: what came after it may be worth nothing.
   */
  synchronized OptionalLong lastGood() {
    OptionalLong good = OptionalLong.empty();
    for (PastStart start : before) {
      if (!start.isFailure()) {
        good = OptionalLong.empty();
      } else if (good.isEmpty()) {
        good = start.image();
      }
    }
    PastStart start = current;
    return good.isPresent() || start == null || ending == Ending.STOPPED ? good : start.image();
  }

  /** Notes that the host has ended in order, or that its failed start is undone. */
  synchronized void end() {
    note(start -> start.ended(ending));
    current = null;
  }

  private void note(UnaryOperator<PastStart> change) {
    PastStart start = current;
    if (start != null) {
      try {
        overwrite(padded(change.apply(start).toString()));
      } catch (IOException e) {
        log.warn("The end of this start cannot be noted in {}", file, e);
      }
    }
  }

  private static String padded(String line) {
    return line + " ".repeat(LONGEST_LINE - line.length()) + "\n";
  }

  private void replace(String content) throws IOException {
    Path whole = file.resolveSibling(FILE + ".tmp");
    Files.deleteIfExists(whole);
    Files.createFile(whole, OwnFiles.permissions(whole, "rw-------"));
    Files.writeString(whole, content, US_ASCII);
    Files.move(whole, file, ATOMIC_MOVE);
  }

  /** Writes where this start is noted, unless somebody has taken the file away or changed it. */
  private void overwrite(String line) throws IOException {
    if (Files.isRegularFile(file) && Files.size(file) == offset + line.length()) {
      try (RandomAccessFile content = new RandomAccessFile(file.toFile(), "rw")) {
        content.seek(offset);
        content.write(line.getBytes(US_ASCII));
      }
    }
  }
}
