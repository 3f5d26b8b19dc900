package io.liveimage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.liveimage.snapshot.Snapshot;
import io.liveimage.snapshot.SnapshotStore;
import io.liveimage.snapshot.StartFrom;
import io.liveimage.snapshot.StateCodec;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Starts without a section of the image. */
@ExtendWith(NoThreadIsLeft.class)
class SkippedSectionsTest {
  private static final StateCodec<Integer> NUMBER = StateCodec.smile(Integer.class);

  @TempDir Path home;

  private final AtomicInteger count = new AtomicInteger(42);
  private final AtomicInteger other = new AtomicInteger(7);

  private Lifecycle.Builder host() {
    return Lifecycle.forTest(home)
        .state("count", Integer.class, count::get, count::set)
        .state("other", Integer.class, other::get, other::set);
  }

  @BeforeEach
  void saveImageOne() {
    host().start().close();
    count.set(0);
    other.set(0);
  }

  private Snapshot newest() {
    return SnapshotStore.directory(home.resolve("images")).open(StartFrom.NEWEST).orElseThrow();
  }

  @Test
  void theOthersAreRestoredAndItIsKeptUnderAnotherName() {
    host().set("liveimage.restore.skip", "count@1").start().close();

    assertThat(count).hasValue(0);
    assertThat(other).hasValue(7);
    assertThat(newest().sectionNames()).containsExactlyInAnyOrder("count", "other", "count.1");
    assertThat(newest().section("count.1").orElseThrow().decode(NUMBER)).isEqualTo(42);
    assertThat(newest().section("count").orElseThrow().decode(NUMBER)).isZero();
  }

  @Test
  void aSettingThatIsLeftBehindSkipsNoLaterImage() {
    host().set("liveimage.restore.skip", "count@1").start().close();
    count.set(5);
    Lifecycle second = host().set("liveimage.restore.skip", "count@1").start();
    count.set(6);
    second.close();

    count.set(0);
    host().set("liveimage.restore.skip", "count@1").start().close();

    assertThat(count).hasValue(6);
    assertThat(newest().section("count.1").orElseThrow().decode(NUMBER)).isEqualTo(42);
  }

  @Test
  void whatTheImageDoesNotHaveIsNotMissed() {
    host().set("liveimage.restore.skip", "count@9, nothing@1").start().close();

    assertThat(count).hasValue(42);
  }

  @Test
  void aBadSettingRefusesTheStart() {
    assertThatThrownBy(() -> host().set("liveimage.restore.skip", "count").start())
        .isInstanceOf(LifecycleException.class)
        .hasMessage(
            "Setting liveimage.restore.skip is \"count\" (set in the builder). Expected sections with"
                + " their image, such as notes@18,mail@18.");
  }
}
