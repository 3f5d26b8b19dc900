package io.liveimage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import ch.qos.logback.classic.Level;
import io.liveimage.PastStart.Ending;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StartHistoryTest {
  private static final Instant NOW = Instant.parse("2026-11-21T13:10:22.987Z");
  private static final OptionalLong NONE = OptionalLong.empty();

  @TempDir Path home;

  private StartHistory history() {
    return new StartHistory(home, Clock.fixed(NOW, ZoneOffset.UTC));
  }

  private StartHistory begun(long image) {
    StartHistory history = history();
    history.begin(history.past(), OptionalLong.of(image));
    return history;
  }

  private Path file() {
    return home.resolve("starts");
  }

  private String line(String rest) {
    return "2026-11-21T13:10:22Z pid " + ProcessHandle.current().pid() + " from " + rest;
  }

  @Test
  void isEmptyBeforeTheFirstStart() {
    assertThat(history().past()).isEmpty();
    assertThat(file()).doesNotExist();
  }

  @Test
  void hasALineForEachStart() throws Exception {
    StartHistory first = begun(1);
    first.saved(2);
    first.end();
    StartHistory second = begun(2);
    second.failed(Ending.FAILED);
    second.end();
    begun(2);

    assertThat(Files.readAllLines(file()))
        .extracting(String::strip)
        .containsExactly(
            line("image 1: stopped, saved image 2"), line("image 2: failed"), line("image 2"));
  }

  @Test
  void tellsAStartThatHasVanished() throws Exception {
    begun(1);
    StartHistory next = begun(1);
    next.end();

    assertThat(history().past())
        .extracting(PastStart::ending)
        .containsExactly(Ending.VANISHED, Ending.STOPPED);
    assertThat(Files.readAllLines(file()).get(0)).isEqualTo(line("image 1: vanished"));
  }

  @Test
  void knowsAStartWithoutAnImage() {
    StartHistory history = history();

    history.begin(history.past(), NONE);

    assertThat(history().past()).extracting(PastStart::image).containsExactly(NONE);
  }

  @Test
  void hasOneEndForEachStart() {
    StartHistory history = begun(1);
    history.saved(2);
    history.end();
    history.failed(Ending.FAILED);
    history.end();

    assertThat(history().past())
        .extracting(PastStart::ending, PastStart::saved)
        .containsExactly(tuple(Ending.STOPPED, OptionalLong.of(2)));
  }

  @Test
  void hasNoEndOfAStartThatNeverOpenedItsImage() {
    StartHistory history = history();
    history.failed(Ending.REFUSED);
    history.end();

    assertThat(file()).doesNotExist();
  }

  @Test
  void knowsTheLastImageOfAStartThatHasVanished() {
    StartHistory history = begun(1);
    history.saved(2);
    history.saved(3);

    assertThat(history().past())
        .extracting(PastStart::ending, PastStart::saved)
        .containsExactly(tuple(Ending.VANISHED, OptionalLong.of(3)));
  }

  @Test
  void keepsTheLastTwenty() {
    for (int i = 1; i <= 25; i++) {
      begun(i).end();
    }

    assertThat(history().past())
        .hasSize(20)
        .extracting(start -> start.image().orElseThrow())
        .startsWith(6L)
        .endsWith(25L);
  }

  @Test
  void skipsWhatItCannotRead() throws Exception {
    begun(1).end();
    String good = Files.readString(file());
    Files.writeString(file(), "\u0000\u00ff garbage\n\n" + good + good.substring(0, 30));

    assertThat(history().past()).hasSize(1);

    begun(2).end();
    assertThat(history().past())
        .extracting(start -> start.image().orElseThrow())
        .containsExactly(1L, 2L);
  }

  @Test
  void writesAnEndIntoTheRoomThatIsKeptForItSoThatAFullDiskDoesNotMatter() throws Exception {
    StartHistory history = begun(Long.MAX_VALUE / 10);
    long size = Files.size(file());

    history.failed(Ending.FAILED);
    history.saved(Long.MAX_VALUE / 10);
    history.end();

    assertThat(file()).hasSize(size);
    assertThat(history().past()).extracting(PastStart::ending).containsExactly(Ending.FAILED);
  }

  @Test
  void doesNotTouchAFileThatSomebodyHasReplaced() throws Exception {
    StartHistory history = begun(1);
    Files.writeString(file(), "");

    history.end();

    assertThat(file()).isEmptyFile();
  }

  @Test
  void isForItsOwnerOnly() throws Exception {
    begun(1);

    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file())))
        .isEqualTo("rw-------");
  }

  @Test
  void warnsWhenItCannotBeKeptAndTheStartGoesOn() throws IOException {
    Files.createDirectories(file().resolve("in the way"));
    try (CapturedLog log = new CapturedLog()) {
      begun(1).end();

      assertThat(log.at(Level.WARN))
          .containsExactly(
              "The last starts in " + file() + " cannot be read, so a crash loop is not noticed",
              "This start cannot be noted in " + file() + ", so a crash loop is not noticed");
    }
  }

  @Test
  void isWrittenByAnInterruptedThread() {
    Thread.currentThread().interrupt();
    begun(1).end();

    assertThat(Thread.interrupted()).isTrue();
    assertThat(history().past()).extracting(PastStart::ending).containsExactly(Ending.STOPPED);
  }

  @Test
  void theLastGoodImageIsWhereFailedStartsBegan() {
    StartHistory stopped = begun(1);
    stopped.saved(2);
    stopped.end();
    StartHistory vanished = begun(2);
    vanished.saved(3);
    StartHistory failing = begun(3);

    assertThat(begun(3).lastGood()).hasValue(2);
    assertThat(vanished.lastGood()).isEmpty();
    failing.failed(Ending.FAILED);
    assertThat(failing.lastGood()).hasValue(2);
  }

  @Test
  void aFailureOfThisStartCountsAtOnce() {
    StartHistory current = begun(4);
    assertThat(current.lastGood()).isEmpty();

    current.failed(Ending.FAILED);

    assertThat(current.lastGood()).hasValue(4);
  }
}
