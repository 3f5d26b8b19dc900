package io.liveimage;

import static org.assertj.core.api.Assertions.assertThat;

import io.liveimage.snapshot.SnapshotStore;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A host whose images are somewhere else. */
@ExtendWith(NoThreadIsLeft.class)
class OtherStoreTest {
  @TempDir Path directory;

  @Test
  void keepsItsImagesThere() {
    Path elsewhere = directory.resolve("elsewhere");
    AtomicInteger count = new AtomicInteger(42);
    start(elsewhere, count).close();
    count.set(0);

    start(elsewhere, count).close();

    assertThat(count).hasValue(42);
    assertThat(elsewhere.resolve("0000002")).isDirectory();
    assertThat(directory.resolve("home/images")).doesNotExist();
  }

  private Lifecycle start(Path images, AtomicInteger count) {
    return Lifecycle.forTest(directory.resolve("home"))
        .images(SnapshotStore.directory(images))
        .state("count", Integer.class, count::get, count::set)
        .start();
  }
}
