package io.liveimage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.liveimage.snapshot.Draft;
import io.liveimage.snapshot.ImageStatus;
import io.liveimage.snapshot.ReadProgress;
import io.liveimage.snapshot.Section;
import io.liveimage.snapshot.Snapshot;
import io.liveimage.snapshot.SnapshotException;
import io.liveimage.snapshot.SnapshotStore;
import io.liveimage.snapshot.StartFrom;
import io.liveimage.snapshot.StateCodec;
import io.liveimage.snapshot.Verification;
import io.liveimage.snapshot.WriteProgress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(NoThreadIsLeft.class)
class ImageWriterTest {
  private static final Duration SHORT = Duration.ofMillis(200);

  @TempDir Path directory;

  /** Is written to, and never looked into. */
  private abstract static class Sink implements SnapshotStore {
    @Override
    public List<ImageStatus> list() {
      throw new UnsupportedOperationException();
    }

    @Override
    public Snapshot load(long generation) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Verification verify(long generation, ReadProgress progress) {
      throw new UnsupportedOperationException();
    }
  }

  /** Hangs in the disk when it is told to, as a dead network file system does. */
  private static final class HangingStore extends Sink {
    private final SnapshotStore disk;
    private final CountDownLatch back = new CountDownLatch(1);
    private volatile boolean hangs;

    HangingStore(SnapshotStore disk) {
      this.disk = disk;
    }

    @Override
    public String location() {
      return disk.location();
    }

    @Override
    public Optional<Snapshot> open(StartFrom from, ReadProgress progress) {
      return disk.open(from, progress);
    }

    @Override
    public Snapshot write(Draft draft, WriteProgress progress) {
      if (hangs) {
        awaitWhateverInterrupts(back);
      }
      return disk.write(draft, progress);
    }

    @Override
    public void prune(int keep, long also) {
      disk.prune(keep, also);
    }

    private static void awaitWhateverInterrupts(CountDownLatch latch) {
      while (true) {
        try {
          Background.awaitLatch(latch);
          return;
        } catch (InterruptedException e) {
          // the disk knows no interrupts
        }
      }
    }
  }

  private final Draft draft =
      new Draft("test", 0, List.of(Section.of("n", StateCodec.smile(Integer.class), 1)));

  private Snapshot write(ImageWriter writer) {
    writer.take();
    try {
      return writer.write(draft, WriteProgress.NONE);
    } finally {
      writer.giveBack();
    }
  }

  @Test
  void aWriteThatStallsIsGivenUpAndMakesNoImageWhenItComesBack() {
    HangingStore store = new HangingStore(SnapshotStore.directory(directory));
    ImageWriter writer = new ImageWriter("notes", store, SHORT);
    assertThat(write(writer).generation()).isEqualTo(1);
    store.hangs = true;

    assertThatThrownBy(() -> write(writer))
        .isInstanceOf(SnapshotException.class)
        .hasMessageStartingWith(
            "Cannot save an image: no byte has moved for 200 ms, the disk hangs");
    assertThatThrownBy(() -> write(writer))
        .hasMessage(
            "Cannot save an image: the write before this one hangs in the disk and has not come"
                + " back");

    store.hangs = false;
    store.back.countDown();
    new NoThreadIsLeft().afterEach(null);

    assertThat(store.open(StartFrom.NEWEST).orElseThrow().generation()).isEqualTo(1);
    assertThat(write(writer).generation()).isGreaterThan(1);
  }

  @Test
  void anInterruptOfWhoWaitsChangesNothingAndIsFoundAfterwards() {
    ImageWriter writer =
        new ImageWriter("notes", SnapshotStore.directory(directory), Duration.ofSeconds(20));

    Thread.currentThread().interrupt();
    Snapshot written = write(writer);

    assertThat(Thread.interrupted()).isTrue();
    assertThat(written.generation()).isEqualTo(1);
  }

  @Test
  void anErrorOfTheStoreIsThrownAsItIs() {
    SnapshotStore poor =
        new Sink() {
          @Override
          public String location() {
            return "nowhere";
          }

          @Override
          public Optional<Snapshot> open(StartFrom from, ReadProgress progress) {
            return Optional.empty();
          }

          @Override
          public Snapshot write(Draft all, WriteProgress progress) {
            throw new OutOfMemoryError("Java heap space");
          }

          @Override
          public void prune(int keep, long also) {}
        };

    Throwable thrown =
        catchThrowable(() -> write(new ImageWriter("notes", poor, Duration.ofSeconds(20))));

    assertThat(thrown).isInstanceOf(OutOfMemoryError.class);
  }
}
