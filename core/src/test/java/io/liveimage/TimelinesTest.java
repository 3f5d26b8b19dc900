package io.liveimage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.liveimage.Timelines.Timeline;
import io.liveimage.journal.Lineage;
import io.liveimage.snapshot.Draft;
import io.liveimage.snapshot.Snapshot;
import io.liveimage.snapshot.SnapshotStore;
import io.liveimage.snapshot.WriteProgress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TimelinesTest {
  @TempDir Path home;

  private Path journals() {
    return home.resolve("journals");
  }

  private Timelines timelines() {
    return new Timelines(journals());
  }

  private Optional<Snapshot> image(long timeline) {
    return Optional.of(
        SnapshotStore.directory(home.resolve("images"))
            .write(new Draft("notes", timeline, List.of()), WriteProgress.NONE));
  }

  @Test
  void nothingIsNotedBeforeTheFirstJournal() {
    Timelines timelines = timelines();

    timelines.goOn(image(0));

    assertThat(timelines.noted()).isEmpty();
    assertThat(timelines.ofImages()).isZero();
    assertThat(journals()).doesNotExist();
  }

  @Test
  void theFirstJournalBuildsOnTheImageTheHostStartedFrom() throws Exception {
    Timelines timelines = timelines();
    timelines.goOn(image(0));

    timelines.begin();

    assertThat(timelines().noted()).contains(new Timeline(1, OptionalLong.of(1), Set.of()));
    assertThat(timelines.ofImages()).isEqualTo(1);
    assertThat(journals().resolve("TIMELINE")).hasContent("timeline 1 builds on image 1\n");
    assertThat(Files.getPosixFilePermissions(journals().resolve("TIMELINE")))
        .isEqualTo(PosixFilePermissions.fromString("rw-------"));
  }

  @Test
  void theFirstJournalBuildsOnTheLastImageThatWasSavedBeforeIt() throws Exception {
    Timelines timelines = timelines();
    timelines.goOn(image(0));
    timelines.saved(image(0).orElseThrow());

    timelines.begin();

    assertThat(timelines().noted()).contains(new Timeline(1, OptionalLong.of(2), Set.of()));
  }

  @Test
  void theFirstJournalMayBeOpenedWhileAnImageIsWritten() throws Exception {
    Timelines timelines = timelines();
    timelines.goOn(image(0));
    timelines.begin();

    timelines.saved(image(0).orElseThrow());

    assertThat(timelines().noted()).contains(new Timeline(1, OptionalLong.of(2), Set.of()));
  }

  @Test
  void anImageOfATimelineDoesNotChangeWhatItBuildsOn() throws Exception {
    Timelines timelines = timelines();
    timelines.goOn(image(0));
    timelines.begin();

    timelines.saved(image(1).orElseThrow());

    assertThat(timelines().noted()).contains(new Timeline(1, OptionalLong.of(1), Set.of()));
  }

  @Test
  void aStartThatGoesOnStaysOnItsTimeline() throws Exception {
    Timelines first = timelines();
    first.goOn(Optional.empty());
    first.begin();

    Timelines second = timelines();
    second.goOn(image(1));
    second.begin();

    assertThat(second.current()).isEqualTo(new Timeline(1, OptionalLong.empty(), Set.of()));
    assertThat(second.ofImages()).isEqualTo(1);
  }

  @Test
  void aStartFromAnotherImageBeginsATimelineThatLastsFromItsFirstJournalOn() throws Exception {
    Timelines first = timelines();
    first.goOn(Optional.empty());
    first.begin();
    Optional<Snapshot> older = image(1);

    Timelines second = timelines();
    second.branch(older, Set.of("mail", "notes"));

    assertThat(timelines().noted().orElseThrow().number()).isEqualTo(1);
    second.begin();
    assertThat(timelines().noted())
        .contains(new Timeline(2, OptionalLong.of(1), Set.of("mail", "notes")));
    assertThat(journals().resolve("TIMELINE"))
        .hasContent("timeline 2 builds on image 1 without mail,notes\n");
  }

  @Test
  void anImageThatIsAheadOfTheNoteIsBelieved() throws Exception {
    Timelines first = timelines();
    first.goOn(Optional.empty());
    first.begin();

    Timelines second = timelines();
    second.goOn(image(3));
    second.begin();

    assertThat(timelines().noted().orElseThrow().number()).isEqualTo(3);
  }

  @Test
  void aDamagedNoteRefusesTheStartAndSaysHowToGoOn() throws Exception {
    Files.createDirectories(journals());
    Files.writeString(journals().resolve("TIMELINE"), "timeline one\n");

    assertThatThrownBy(() -> timelines().goOn(Optional.empty()))
        .isInstanceOf(LifecycleException.class)
        .hasMessageContaining("does not say on which image the journals build")
        .hasMessageContaining("move " + journals() + " away");
  }

  @Test
  void aSkippedSectionBeginsATimelineThatContinuesTheOthersForAllOtherJournals() throws Exception {
    Timelines first = timelines();
    first.goOn(image(0));
    first.begin();
    Optional<Snapshot> image = image(1);
    Timelines second = timelines();
    second.goOnWithout(image, Set.of("mail"));
    second.begin();

    Timelines third = timelines();
    third.goOnWithout(image, Set.of("notes"));

    assertThat(journals().resolve("TIMELINE"))
        .hasContent("timeline 1 builds on image 1\ntimeline 2 builds on image 2 without mail\n");
    assertThat(third.of("mail")).isEqualTo(new Lineage(List.of(2L, 3L)));
    assertThat(third.of("notes")).isEqualTo(new Lineage(List.of(3L)));
    assertThat(third.of("others")).isEqualTo(new Lineage(List.of(1L, 2L, 3L)));
    assertThat(third.skipped()).containsExactlyInAnyOrder("mail", "notes");
  }

  @Test
  void whatATimelineContinuesIsNotedBeforeAnImageOfIt() throws Exception {
    Timelines first = timelines();
    first.goOn(Optional.empty());
    first.begin();
    Timelines second = timelines();
    second.goOnWithout(image(1), Set.of("mail"));

    assertThat(second.ofNextImage()).isEqualTo(2);

    assertThat(timelines().noted().orElseThrow().number()).isEqualTo(2);
  }

  @Test
  void anotherImageContinuesNothing() throws Exception {
    Timelines first = timelines();
    first.goOnWithout(image(1), Set.of("mail"));
    first.begin();

    Timelines second = timelines();
    second.branch(image(1), Set.of());

    assertThat(second.of("notes")).isEqualTo(Lineage.of(3));
  }
}
