package io.liveimage.snapshot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.io.Serializable;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Bytes that passed the checksum and are damaged all the same are a value or a typed error. */
class HostileContentTest {

  private static final int ROUNDS = 5_000;

  enum Mood {
    BRIGHT,
    DARK
  }

  record Note(String title, int stars, Mood mood, Instant at, UUID id) implements Serializable {}

  record State(
      List<Note> notes,
      Map<String, List<Long>> counts,
      byte[] bytes,
      long[] numbers,
      BigDecimal price,
      BigInteger large,
      double ratio)
      implements Serializable {}

  static List<StateCodec<State>> codecs() {
    return List.of(
        StateCodec.smile(State.class),
        StateCodec.smile(State.class).schema(2, (from, tree) -> tree),
        StateCodec.serialization(State.class));
  }

  @ParameterizedTest
  @MethodSource("codecs")
  void isAValueOrATypedError(StateCodec<State> codec) {
    byte[] content = Encoding.of(codec, state());
    Random random = new Random(42);

    int refused =
        assertTimeoutPreemptively(
            Duration.ofMinutes(2),
            () -> {
              int count = 0;
              for (int round = 0; round < ROUNDS; round++) {
                count += isRefused(codec, damaged(content, random)) ? 1 : 0;
              }
              return count;
            });

    assertThat(refused).isBetween(ROUNDS / 4, ROUNDS);
  }

  /** Anything but a SnapshotException, an OutOfMemoryError above all, fails the test. */
  private static boolean isRefused(StateCodec<State> codec, byte[] content) {
    SectionFormat written = new SectionFormat(codec.id(), codec.version(), "x", 1, "x");
    try {
      Encoding.decoded(codec, written, content);
      return false;
    } catch (SnapshotException e) {
      return true;
    }
  }

  private static byte[] damaged(byte[] content, Random random) {
    int length = random.nextInt(10) == 0 ? random.nextInt(content.length) : content.length;
    byte[] damaged = Arrays.copyOf(content, length);
    for (int i = random.nextInt(4); i >= 0 && length > 0; i--) {
      damage(damaged, random);
    }
    return damaged;
  }

  /** One byte, or four that claim a length. */
  private static void damage(byte[] bytes, Random random) {
    int at = random.nextInt(bytes.length);
    if (random.nextInt(3) > 0 || at + 4 > bytes.length) {
      bytes[at] = (byte) random.nextInt();
    } else {
      System.arraycopy(new byte[] {0x7f, -1, -1, -9}, 0, bytes, at, 4);
    }
  }

  private static State state() {
    Note note = new Note("Würzburger Stein", 5, Mood.DARK, Instant.EPOCH, new UUID(1, 2));
    Map<String, List<Long>> counts = new HashMap<>();
    counts.put("a", new ArrayList<>(List.of(1L, Long.MAX_VALUE)));
    return new State(
        new ArrayList<>(
            List.of(
                note, note, new Note("Silvaner", -1, Mood.BRIGHT, Instant.MAX, new UUID(3, 4)))),
        counts,
        new byte[] {1, 2, 3},
        new long[] {4, 5},
        new BigDecimal("19.90"),
        BigInteger.TWO.pow(100),
        0.1);
  }
}
