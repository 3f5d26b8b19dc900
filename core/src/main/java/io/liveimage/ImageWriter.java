package io.liveimage;

import io.liveimage.snapshot.Draft;
import io.liveimage.snapshot.Snapshot;
import io.liveimage.snapshot.SnapshotException;
import io.liveimage.snapshot.SnapshotStore;
import io.liveimage.snapshot.WriteProgress;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes images, one at a time, on a thread of their own: a write in which no byte has moved for a
 * while is given up, and ends without an image as soon as the disk lets go of it. Thread-safe.
 */
final class ImageWriter {
  private static final Logger log = LoggerFactory.getLogger(Lifecycle.class);
  private static final long LOOK_MILLIS = 100;

  private final String name;
  private final SnapshotStore store;
  private final Duration stallLimit;
  private final ReentrantLock turn = new ReentrantLock(true);
  private volatile Write last = Write.NONE;

  ImageWriter(String name, SnapshotStore store, Duration stallLimit) {
    this.name = name;
    this.store = store;
    this.stallLimit = stallLimit;
  }

  SnapshotStore store() {
    return store;
  }

  /**
   * Waits until no other thread writes, and keeps them from it until this one calls {@link
   * #giveBack}.
   *
   * @throws SnapshotException when a write that was given up still has the store
   */
  void take() {
    turn.lock();
    if (!last.result.isDone()) {
      turn.unlock();
      throw new SnapshotException(
          "Cannot save an image: the write before this one hangs in the disk and has not come"
              + " back");
    }
  }

  void giveBack() {
    turn.unlock();
  }

  /**
   * Writes an image and waits for it, whatever interrupts the waiting thread.
   *
   * @throws SnapshotException when it cannot be written, or stalls
   */
  Snapshot write(Draft draft, WriteProgress progress) {
    Write write = new Write(progress);
    last = write;
    start(() -> write.run(store, draft));
    return Patience.result(write.result, LOOK_MILLIS, () -> write.requireMovedWithin(stallLimit));
  }

  private void start(Runnable write) {
    Thread thread = new Thread(write, "liveimage-save-" + name);
    thread.setDaemon(true);
    try {
      thread.start();
    } catch (OutOfMemoryError e) {
      log.warn("There is no thread for {}: a stall is not noticed", thread.getName(), e);
      write.run();
    }
  }

  /** One image on its way, and when a byte of it moved last. */
  private static final class Write implements WriteProgress {
    static final Write NONE = new Write(WriteProgress.NONE);

    static {
      NONE.result.cancel(false);
    }

    private final WriteProgress watcher;
    private final CompletableFuture<Snapshot> result = new CompletableFuture<>();
    private volatile long moved = System.nanoTime();
    private volatile boolean givenUp;

    Write(WriteProgress watcher) {
      this.watcher = watcher;
    }

    void run(SnapshotStore store, Draft draft) {
      try {
        result.complete(store.write(draft, this));
      } catch (Exception | Error e) { // a full heap among them
        result.completeExceptionally(e);
      }
    }

    void requireMovedWithin(Duration limit) {
      if (System.nanoTime() - moved > limit.toNanos()) {
        givenUp = true;
        throw new SnapshotException(
            "Cannot save an image: no byte has moved for %s, the disk hangs. Older images are untouched"
                .formatted(Figures.duration(limit)));
      }
    }

    @Override
    public void written(String section, long bytes) {
      move();
      watcher.written(section, bytes);
    }

    @Override
    public void complete(String section, long bytes) {
      move();
      watcher.complete(section, bytes);
    }

    @Override
    public void verified(String section, long bytes) {
      move();
      watcher.verified(section, bytes);
    }

    private void move() {
      moved = System.nanoTime();
      if (givenUp) {
        throw new SnapshotException("This write was given up");
      }
    }
  }
}
