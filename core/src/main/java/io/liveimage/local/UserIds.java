package io.liveimage.local;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.StringTokenizer;

/**
 * What user ids mean to this process.
 *
 * @param own the effective uid; empty where {@code /proc} does not tell
 * @param overflow the uid that stands for every user without a name in our user namespace; empty
 *     when we are not inside one, and each uid is one user
 */
record UserIds(OptionalLong own, OptionalLong overflow) {
  static final long ROOT = 0;

  static final long USUAL_OVERFLOW_UID = 65534;

  private static final List<String> EVERY_UID_IS_ITSELF = List.of("0", "0", "4294967295");

  static UserIds read(Path proc) {
    return new UserIds(effectiveUid(proc), overflowUid(proc));
  }

  boolean isOwn(long uid) {
    return own.isPresent() && own.getAsLong() == uid;
  }

  boolean isOverflow(long uid) {
    return overflow.isPresent() && overflow.getAsLong() == uid;
  }

  /** The line is {@code Uid: real effective saved file-system}. */
  private static OptionalLong effectiveUid(Path proc) {
    for (String line : lines(proc.resolve("self/status"))) {
      if (line.startsWith("Uid:")) {
        return OptionalLong.of(Long.parseLong(words(line).get(2)));
      }
    }
    return OptionalLong.empty();
  }

  private static OptionalLong overflowUid(Path proc) {
    List<String> map = lines(proc.resolve("self/uid_map"));
    if (map.size() == 1 && words(map.get(0)).equals(EVERY_UID_IS_ITSELF)) {
      return OptionalLong.empty();
    }
    List<String> overflow = lines(proc.resolve("sys/kernel/overflowuid"));
    return OptionalLong.of(
        overflow.isEmpty() ? USUAL_OVERFLOW_UID : Long.parseLong(overflow.get(0).trim()));
  }

  private static List<String> words(String line) {
    List<String> words = new ArrayList<>();
    for (StringTokenizer left = new StringTokenizer(line); left.hasMoreTokens(); ) {
      words.add(left.nextToken());
    }
    return words;
  }

  /** A file that is missing or hidden has no lines: then nothing is known, and nobody trusted. */
  private static List<String> lines(Path file) {
    try {
      return Files.readAllLines(file, ISO_8859_1);
    } catch (IOException e) {
      return List.of();
    }
  }
}
