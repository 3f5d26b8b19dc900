package io.liveimage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.groups.Tuple.tuple;

import ch.qos.logback.classic.Level;
import io.liveimage.PastStart.Ending;
import io.liveimage.snapshot.Draft;
import io.liveimage.snapshot.ReadProgress;
import io.liveimage.snapshot.Snapshot;
import io.liveimage.snapshot.SnapshotStore;
import io.liveimage.snapshot.WriteProgress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImageChoiceTest {
  @TempDir Path home;

  private final Map<String, String> settings = new HashMap<>();
  private Instant now = Instant.parse("2026-11-21T13:10:22Z");

  private StartHistory history() {
    now = now.plus(Duration.ofSeconds(5));
    return new StartHistory(home, Clock.fixed(now, ZoneOffset.UTC));
  }

  private Path images() {
    return home.resolve("images");
  }

  private ImageChoice choice(StartHistory history) {
    SnapshotStore store = SnapshotStore.directory(images());
    Timelines timelines = new Timelines(home.resolve("journals"));
    return new ImageChoice(
        "hello", store, history, timelines, new Settings(settings), ReadProgress.NONE);
  }

  /** Starts and vanishes; returns the image that was chosen, 0 for none. */
  private long start() {
    return generation(choice(history()).open().image());
  }

  private static long generation(Optional<Snapshot> image) {
    return image.map(Snapshot::generation).orElse(0L);
  }

  private void startAndStop(long saved) {
    StartHistory history = history();
    choice(history).open();
    history.saved(saved);
    history.end();
  }

  private void images(int count) {
    for (int i = 0; i < count; i++) {
      SnapshotStore.directory(images()).write(new Draft("hello", 0, List.of()), WriteProgress.NONE);
    }
  }

  private void starts(int count) {
    for (int i = 0; i < count; i++) {
      start();
    }
  }

  @Test
  void isTheNewestAndIsNoted() {
    images(2);

    assertThat(start()).isEqualTo(2);

    assertThat(history().past())
        .extracting(PastStart::image, PastStart::ending)
        .containsExactly(tuple(OptionalLong.of(2), Ending.VANISHED));
  }

  @Test
  void isTheSameInACrashLoopButThatIsSaidWithWhatToDo() {
    images(2);
    starts(3);
    try (CapturedLog log = new CapturedLog()) {
      assertThat(start()).isEqualTo(2);

      assertThat(log.at(Level.WARN))
          .containsExactly(
              """
              hello may be in a crash loop: 3 starts from image 2 have failed in the last 15 s (3 killed or halted).
                It is started from image 2 again. To go on otherwise, set
                  liveimage.start=previous for an older image
                  liveimage.start=empty for a start without an image
                  liveimage.repl.replay=off for this image without its REPL definitions
                  liveimage.crashloop=previous for an older image by itself
                Nothing is deleted: the images are in %s, the last starts in %s."""
                  .formatted(images(), home.resolve("starts")));
    }
  }

  @Test
  void saysThatAnotherImageDoesNotHelpWhereThereIsNone() {
    settings.put("liveimage.crashloop", "previous");
    starts(3);
    try (CapturedLog log = new CapturedLog()) {
      assertThat(start()).isZero();

      assertThat(log.at(Level.WARN))
          .containsExactly(
              "hello may be in a crash loop: 3 starts without an image have failed in the last 15 s"
                  + " (3 killed or halted). No image is the reason: there is none.");
    }
  }

  @Test
  void saysNothingWhenAHostWasStoppedInBetween() {
    images(1);
    starts(2);
    startAndStop(2);
    images(1);
    starts(2);
    try (CapturedLog log = new CapturedLog()) {
      start();

      assertThat(log.at(Level.WARN)).isEmpty();
    }
  }

  @Test
  void isThePreviousOneWhenThatIsThePolicyAndSaysWhereTheOtherIs() {
    settings.put("liveimage.crashloop", "previous");
    images(3);
    starts(3);
    try (CapturedLog log = new CapturedLog()) {
      assertThat(start()).isEqualTo(2);

      assertThat(log.at(Level.WARN))
          .containsExactly(
              """
              hello is in a crash loop: 3 starts from image 3 have failed in the last 15 s (3 killed or halted).
                It is started from image 2, as liveimage.crashloop=previous says.
                Nothing is deleted: image 3 stays in %s until newer ones push it out.
                To go back to it set liveimage.start=3."""
                  .formatted(images()));
    }
    assertThat(images().resolve("0000003")).isDirectory();
  }

  @Test
  void goesFurtherBackWhenThePreviousOneIsNoBetter() {
    settings.put("liveimage.crashloop", "previous");
    images(3);
    starts(3);
    assertThat(start()).isEqualTo(2);
    starts(2);

    assertThat(start()).isEqualTo(1);
    starts(2);
    try (CapturedLog log = new CapturedLog()) {
      assertThat(start()).isEqualTo(1);

      assertThat(log.at(Level.WARN))
          .last()
          .asString()
          .contains("liveimage.start=empty for a start without an image")
          .doesNotContain("older image")
          .endsWith("There is no image before 1 in " + images() + "; existing: 3, 2, 1");
    }
  }

  @Test
  void isTheNewestAgainWhenTheLoopIsLongAgo() {
    settings.put("liveimage.crashloop", "previous");
    images(2);
    starts(3);

    now = now.plus(Duration.ofMinutes(11));

    assertThat(start()).isEqualTo(2);
  }

  @Test
  void goesBackBehindTheImagesThatFailedStartsHaveSaved() {
    settings.put("liveimage.crashloop", "previous");
    images(2);
    for (long saved = 3; saved <= 5; saved++) {
      StartHistory history = history();
      choice(history).open();
      images(1);
      history.failed(Ending.FAILED);
      history.saved(saved);
      history.end();
    }

    assertThat(start()).isEqualTo(1);
  }

  @Test
  void advisesToGoBackBehindTheImagesThatFailedStartsHaveSaved() {
    settings.put("liveimage.crashloop.starts", "1");
    images(2);
    StartHistory failing = history();
    choice(failing).open();
    images(1);
    failing.failed(Ending.FAILED);
    failing.saved(3);
    failing.end();
    try (CapturedLog log = new CapturedLog()) {
      assertThat(start()).isEqualTo(3);

      assertThat(log.at(Level.WARN))
          .singleElement()
          .asString()
          .contains("1 start from image 2 has failed", "liveimage.start=before 2 for an older");
    }
  }

  @Test
  void isNoneWhenThatIsThePolicy() {
    settings.put("liveimage.crashloop", "empty");
    images(2);
    starts(3);
    try (CapturedLog log = new CapturedLog()) {
      assertThat(start()).isZero();

      assertThat(log.at(Level.WARN))
          .singleElement()
          .asString()
          .contains("It is started without an image, as liveimage.crashloop=empty says.");
    }
  }

  @Test
  void isWhatAPersonHasAskedForInACrashLoopToo() {
    settings.putAll(Map.of("liveimage.crashloop", "previous", "liveimage.start", "2"));
    images(2);
    starts(3);

    assertThat(start()).isEqualTo(2);
  }

  @Test
  void isNeitherNotedNorSaidWhenThatIsThePolicy() {
    settings.put("liveimage.crashloop", "off");
    images(1);
    try (CapturedLog log = new CapturedLog()) {
      starts(4);

      assertThat(log.at(Level.WARN)).isEmpty();
    }
    assertThat(Files.exists(home.resolve("starts"))).isFalse();
  }

  @Test
  void isRefusedWithAnotherPolicy() {
    settings.put("liveimage.crashloop", "pray");

    assertThatThrownBy(this::start)
        .isInstanceOf(LifecycleException.class)
        .hasMessage(
            "Setting liveimage.crashloop is \"pray\" (set in the builder). Expected warn, previous,"
                + " empty, or off.");
  }
}
