package io.liveimage.journal;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Random lives of a journal, beside a list that says what it must hold. */
@Timeout(120)
class JournalModelTest {
  private static final int LIVES = 25;
  private static final int STEPS = 60;
  private static final FaultyDisk.Fault NO_FAULT = (operation, file) -> {};

  @TempDir private Path directory;
  private Random random = new Random(0);
  private FaultyDisk faulty = new FaultyDisk(Path.of("/"));
  private Disk disk = new Disk(Path.of("/"));
  private Disk.@Nullable Started host;

  /** Every event that was applied, in order. */
  private final List<String> words = new ArrayList<>();

  /** How many of them may not be lost. */
  private int acknowledged;

  /** The number of the last event of each image, oldest first. */
  private final List<Long> images = new ArrayList<>();

  private boolean failures;

  @AfterEach
  void close() {
    if (host != null) {
      host.close();
    }
  }

  @Test
  void whateverHappensAStartHasEveryAcknowledgedEventOnce() throws IOException {
    for (int seed = 0; seed < LIVES; seed++) {
      begin(seed);
      for (int step = 0; step < STEPS; step++) {
        step();
      }
      restart("at the end of life " + seed);
      started().close();
    }
  }

  private void begin(int seed) {
    random = new Random(seed);
    failures = seed % 2 == 1;
    faulty = new FaultyDisk(directory);
    disk = new Disk(directory.resolve("life" + seed));
    words.clear();
    acknowledged = 0;
    images.clear();
    images.add(0L);
    host = start(0);
  }

  private Disk.Started start(long after) {
    return new Disk(faulty.path(disk.directory().getParent()))
        .start(JournalLimits.DEFAULT, JournalListener.NONE, 1, after);
  }

  private Disk.Started started() {
    return requireNonNull(host);
  }

  private void step() throws IOException {
    switch (random.nextInt(10)) {
      case 0 -> save();
      case 1 -> retain();
      case 2 -> restart("in a life");
      case 3 -> faulty.fault(failures && random.nextBoolean() ? this::fail : NO_FAULT);
      default -> append();
    }
  }

  private void fail(FaultyDisk.Operation operation, Path file) throws IOException {
    if (random.nextInt(3) == 0) {
      throw new IOException("no luck");
    }
  }

  private void append() {
    String word = "w".repeat(random.nextInt(20)) + words.size();
    try {
      started().append(word);
      words.add(word);
      acknowledged = words.size();
    } catch (InDoubtException e) {
      words.add(word);
    } catch (JournalException e) {
      assertThat(e).hasMessageStartingWith("The event did not happen");
    }
  }

  private void save() {
    images.add(started().save());
    acknowledged = words.size();
  }

  private void retain() {
    if (images.size() > 2) {
      images.subList(0, images.size() - 2).clear();
    }
    started()
        .journals()
        .retain(images.stream().map(image -> new Mark(Disk.NAME, Lineage.of(1), image)).toList());
  }

  /** The process ends, perhaps within a write, and starts from the newest image. */
  private void restart(String when) throws IOException {
    started().close();
    faulty.fault(NO_FAULT);
    tear();
    startFromOlderImages(when);
    int image = images.get(images.size() - 1).intValue();
    host = start(image);
    List<String> state = new ArrayList<>(words.subList(0, image));
    state.addAll(started().state());

    assertThat(state).as(when).hasSizeBetween(acknowledged, words.size());
    assertThat(words).as(when).startsWith(state.toArray(String[]::new));
    words.subList(state.size(), words.size()).clear();
    acknowledged = words.size();
  }

  /**
   * An image may turn out to be damaged. What was in doubt may be in it only, so that this is tried
   * in lives without failures.
   */
  private void startFromOlderImages(String when) {
    for (long image : failures ? List.<Long>of() : images) {
      assertThat(disk.replayed(image))
          .as(when + " from " + image)
          .isEqualTo(words.subList((int) image, words.size()));
    }
  }

  private void tear() throws IOException {
    List<Path> segments = Files.exists(disk.directory()) ? disk.segments() : List.of();
    if (!segments.isEmpty() && random.nextBoolean()) {
      byte[] torn = new byte[random.nextInt(100)];
      random.nextBytes(torn);
      Files.write(segments.get(segments.size() - 1), torn, StandardOpenOption.APPEND);
    }
  }
}
