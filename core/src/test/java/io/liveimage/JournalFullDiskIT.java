package io.liveimage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import io.liveimage.journal.InDoubtException;
import io.liveimage.journal.Journal;
import io.liveimage.journal.JournalException;
import io.liveimage.local.Requirement;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A host with a journal on a disk that is full, until somebody makes room. */
class JournalFullDiskIT {
  @TempDir Path directory;

  private Path disk;

  record Lines(List<String> lines) {}

  record Added(String line) {}

  @BeforeEach
  void mountSmallDisk() throws Exception {
    disk = Files.createDirectory(directory.resolve("disk"));
    Requirement.root();
    Requirement.require(
        run("mount", "-t", "tmpfs", "-o", "size=1m,mode=0700", "tmpfs", disk.toString()),
        "a tmpfs that can be mounted");
  }

  @AfterEach
  void unmount() throws Exception {
    if (Files.getFileStore(disk).type().equals("tmpfs")) {
      assertThat(run("umount", disk.toString())).isTrue();
    }
  }

  private static boolean run(String... command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    return process.waitFor(20, TimeUnit.SECONDS) && process.exitValue() == 0;
  }

  private Lifecycle start(List<String> lines, AtomicReference<Journal<Added>> journal) {
    return Lifecycle.forTest(disk.resolve("home"))
        .state("lines", Lines.class, () -> new Lines(lines), state -> lines.addAll(state.lines()))
        .journal("lines", Added.class, added -> lines.add(added.line()), journal::set)
        .start();
  }

  @Test
  void aJournalThatIsRefusedTheDiskTakesEventsAgainAfterTheImageThatIsSavedWhenThereIsRoom()
      throws Exception {
    List<String> lines = new ArrayList<>();
    AtomicReference<Journal<Added>> journal = new AtomicReference<>();
    Lifecycle lifecycle = start(lines, journal);
    journal.get().append(new Added("first"));
    Path filler = disk.resolve("filler");

    fill(filler);
    Throwable inDoubt = appendUntilRefused(journal.get());
    int applied = lines.size();
    Throwable refused = catchThrowable(() -> journal.get().append(new Added("too late")));

    assertThat(inDoubt).isInstanceOf(InDoubtException.class);
    assertThat(refused)
        .isInstanceOf(JournalException.class)
        .isNotInstanceOf(InDoubtException.class);
    assertThat(refused)
        .hasMessageStartingWith("The event did not happen; journal lines takes none");
    assertThat(lines).hasSize(applied);
    assertThat(lifecycle.health().isReady()).isFalse();

    Files.delete(filler);
    await()
        .atMost(Background.LIMIT.multipliedBy(3))
        .until(() -> lifecycle.journals().get(0).failure().isEmpty());
    journal.get().append(new Added("last"));

    assertThat(lifecycle.health().isReady()).isTrue();
    lifecycle.requestStop(StopRequest.by("the test").discarding()).join();
    List<String> restored = new ArrayList<>();
    start(restored, journal).close();
    assertThat(restored).isEqualTo(lines).endsWith("last");
  }

  private static void fill(Path filler) throws IOException {
    byte[] chunk = new byte[4096];
    try (var out = Files.newOutputStream(filler)) {
      while (true) {
        out.write(chunk);
      }
    } catch (IOException full) {
      assertThat(full).hasMessageContaining("No space left");
    }
  }

  /** What is left of the last page still takes some. */
  private static Throwable appendUntilRefused(Journal<Added> journal) {
    while (true) {
      try {
        journal.append(new Added("x".repeat(1000)));
      } catch (JournalException e) {
        return e;
      }
    }
  }
}
