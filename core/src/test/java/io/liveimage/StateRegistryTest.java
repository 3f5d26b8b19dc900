package io.liveimage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.liveimage.snapshot.SnapshotStore;
import io.liveimage.snapshot.StartFrom;
import io.liveimage.snapshot.StateCodec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(NoThreadIsLeft.class)
class StateRegistryTest {
  @TempDir Path directory;

  record Note(String text, Instant written) {}

  record Notes(List<Note> notes, int deleted) {}

  private Path home() {
    return directory.resolve("home");
  }

  private Lifecycle.Builder host() {
    return Lifecycle.forTest(home()).name("notes");
  }

  private byte[] section(long generation, String name) throws IOException {
    Path image = home().resolve("images").resolve("%07d".formatted(generation));
    return Files.readAllBytes(image.resolve(name + ".smile"));
  }

  private void save(String name, int value) {
    host().state(name, Integer.class, () -> value, restored -> {}).start().close();
  }

  @Test
  void stateComesBackAsItWasSaved() {
    Notes saved =
        new Notes(List.of(new Note("Rioja, 1994", Instant.parse("2024-02-29T12:00:00Z"))), 3);
    AtomicReference<Notes> notes = new AtomicReference<>(saved);
    AtomicInteger count = new AtomicInteger(42);
    host()
        .state("notes", Notes.class, notes::get, notes::set)
        .state("count", Integer.class, count::get, count::set)
        .start()
        .close();
    notes.set(null);
    count.set(0);

    host()
        .state("notes", Notes.class, notes::get, notes::set)
        .state("count", Integer.class, count::get, count::set)
        .start()
        .close();

    assertThat(notes).hasValue(saved);
    assertThat(count).hasValue(42);
  }

  @Test
  void withoutAnImageNothingIsRestored() {
    AtomicInteger restored = new AtomicInteger(-1);

    host().state("count", Integer.class, () -> 42, restored::set).start().close();

    assertThat(restored).hasValue(-1);
  }

  @Test
  void lateStateIsRestoredInTheCall() {
    save("count", 42);

    try (Lifecycle lifecycle = host().start()) {
      AtomicInteger count = new AtomicInteger();
      lifecycle.state("count", Integer.class, count::get, count::set);

      assertThat(count).hasValue(42);
    }
  }

  @Test
  void theStateOfAnObjectIsRestoredIntoIt() {
    try (Lifecycle lifecycle = host().start()) {
      lifecycle.state(
          "list",
          new ArrayList<>(List.of("a", "b")),
          String[].class,
          StateRegistryTest::array,
          StateRegistryTest::fill);
    }
    List<String> list = new ArrayList<>();

    host()
        .state("list", list, String[].class, StateRegistryTest::array, StateRegistryTest::fill)
        .start()
        .close();

    assertThat(list).containsExactly("a", "b");
  }

  private static String[] array(List<String> list) {
    return list.toArray(String[]::new);
  }

  private static void fill(List<String> list, String[] state) {
    list.addAll(List.of(state));
  }

  @Test
  void theStateOfAComponentIsRestoredBeforeItStartsAndAfterThoseItNeeds() {
    save("http", 42);
    List<String> calls = RecordingComponent.calls();

    host()
        .component("http", new RecordingComponent("http", calls), ComponentOption.after("db"))
        .component("db", new RecordingComponent("db", calls))
        .state("http", Integer.class, () -> 42, restored -> calls.add("restore http"))
        .start()
        .close();

    assertThat(calls).startsWith("start db", "restore http", "start http");
  }

  @Test
  void stateWithoutAComponentIsRestoredBeforeAllComponents() {
    save("count", 42);
    List<String> calls = RecordingComponent.calls();

    host()
        .component("db", new RecordingComponent("db", calls))
        .state("count", Integer.class, () -> 42, restored -> calls.add("restore count"))
        .start()
        .close();

    assertThat(calls).startsWith("restore count", "start db");
  }

  @Test
  void stateIsSavedWhenAllIsDrainedAndNothingStopped() {
    List<String> calls = RecordingComponent.calls();

    host()
        .component("db", new RecordingComponent("db", calls))
        .state("count", Integer.class, () -> calls.add("save count") ? 1 : 0, restored -> {})
        .start()
        .close();

    assertThat(calls).containsExactly("start db", "drain db", "save count", "stop db");
  }

  @Test
  void aSectionThatNobodyClaimsIsCarriedByteForByteOverGenerations() throws Exception {
    save("count", 42);
    byte[] first = section(1, "count");

    host().state("other", Integer.class, () -> 1, restored -> {}).start().close();
    host().start().close();

    assertThat(section(2, "count")).isEqualTo(first);
    assertThat(section(3, "count")).isEqualTo(first);
    assertThat(home().resolve("images/0000003/other.smile")).exists();
    AtomicInteger count = new AtomicInteger();
    host().state("count", Integer.class, count::get, count::set).start().close();
    assertThat(count).hasValue(42);
  }

  @Test
  void aFailedRestoreIsToldAndTheSectionKept() throws Exception {
    save("count", 42);

    try (Lifecycle lifecycle = host().start()) {
      assertThatThrownBy(() -> lifecycle.state("count", Integer.class, () -> 0, failing()))
          .isInstanceOf(LifecycleException.class)
          .hasMessage(
              "State \"count\" (java.lang.Integer) could not be restored from image 1:"
                  + " java.lang.ArithmeticException: 42 is too much. The section is kept as it is."
                  + " To start without it set liveimage.restore.skip=count@1, from an older image"
                  + " liveimage.start=previous, without any liveimage.start=empty.")
          .hasRootCauseInstanceOf(ArithmeticException.class);
    }

    assertThat(section(2, "count")).isEqualTo(section(1, "count"));
  }

  private static Consumer<Integer> failing() {
    return value -> {
      throw new ArithmeticException(value + " is too much");
    };
  }

  @Test
  void afterAFailedRestoreTheStateCanBeRegisteredAgain() {
    save("count", 42);

    try (Lifecycle lifecycle = host().start()) {
      assertThatThrownBy(() -> lifecycle.state("count", Integer.class, () -> 0, failing()))
          .isInstanceOf(LifecycleException.class);
      AtomicInteger count = new AtomicInteger();
      lifecycle.state("count", Integer.class, count::get, count::set);

      assertThat(count).hasValue(42);
    }
  }

  @Test
  void aRestoreThatEndsWithAnErrorKeepsTheSectionToo() throws Exception {
    save("count", 42);

    try (Lifecycle lifecycle = host().start()) {
      assertThatThrownBy(
              () ->
                  lifecycle.state(
                      "count",
                      Integer.class,
                      () -> 0,
                      value -> {
                        throw new OutOfMemoryError("not really");
                      }))
          .hasMessageContaining("OutOfMemoryError: not really");
    }

    assertThat(section(2, "count")).isEqualTo(section(1, "count"));
  }

  @Test
  void aStopDuringALateRestoreLosesNothing() throws Exception {
    save("count", 42);
    CountDownLatch restoring = new CountDownLatch(1);
    CountDownLatch stopped = new CountDownLatch(1);
    Lifecycle lifecycle = host().start();
    Background<Void> late =
        Background.run(
            () ->
                lifecycle.state(
                    "count",
                    Integer.class,
                    () -> 0,
                    value -> {
                      restoring.countDown();
                      awaitUnchecked(stopped);
                    }));
    Background.awaitLatch(restoring);

    lifecycle.close();
    stopped.countDown();
    late.get();

    assertThat(section(2, "count")).isEqualTo(section(1, "count"));
  }

  private static void awaitUnchecked(CountDownLatch latch) {
    try {
      Background.awaitLatch(latch);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void namesDifferInMoreThanCase() {
    try (Lifecycle lifecycle = host().start()) {
      lifecycle.state("count", Integer.class, () -> 1, restored -> {});

      assertThatThrownBy(() -> lifecycle.state("Count", Integer.class, () -> 1, restored -> {}))
          .hasMessage(
              "State \"Count\" is registered already (names differ in more than case, for the file"
                  + " system).");
    }
  }

  @Test
  void aNameThatHasChangedItsCaseIsRefusedSinceItCouldNeverBeSaved() {
    save("Count", 42);

    try (Lifecycle lifecycle = host().start()) {
      assertThatThrownBy(() -> lifecycle.state("count", Integer.class, () -> 1, restored -> {}))
          .hasMessage(
              "State \"count\" is \"Count\" in the image the host started from; names have to differ"
                  + " in more than case, for the file system. Name it \"Count\".");
    }
  }

  @Test
  void stateThatCannotBeCapturedFailsTheSaveAndIsNamed() throws Exception {
    Lifecycle lifecycle =
        host()
            .state("count", Integer.class, () -> Integer.parseInt("many"), restored -> {})
            .start();

    StopReport report = lifecycle.requestStop(StopRequest.by("the test").insisting()).get();

    assertThat(report.saveFailure().orElseThrow())
        .startsWith("state \"count\" could not be captured: java.lang.NumberFormatException");
  }

  @Test
  void stateWithACodecOfOnesOwnIsReadableAsAFile() throws Exception {
    try (Lifecycle lifecycle = host().start()) {
      lifecycle.state("script", StateCodec.text("jsh"), () -> "int x = 1;", text -> {});
    }

    assertThat(home().resolve("images/0000001/script.jsh")).hasContent("int x = 1;");
  }

  @Test
  void aStartFromNothingLeavesTheImagesWhereTheyAre() {
    save("count", 42);
    AtomicInteger count = new AtomicInteger(-1);

    Lifecycle lifecycle =
        host()
            .set("liveimage.start", "empty")
            .state("count", Integer.class, count::get, count::set)
            .start();
    assertThat(lifecycle.generation()).isEmpty();
    lifecycle.close();

    assertThat(count).hasValue(-1);
    SnapshotStore store = SnapshotStore.directory(home().resolve("images"));
    assertThat(store.open(StartFrom.generation(1))).isPresent();
    assertThat(store.open(StartFrom.generation(2))).isPresent();
  }
}
