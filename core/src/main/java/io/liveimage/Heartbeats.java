package io.liveimage;

import io.liveimage.HealthReport.Finding;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The heartbeats of a host, and the thread that watches them while there are some. It looks when
 * the next one may be missed, and at least four times per limit, so that it notices when the whole
 * process stood still: suspended, or collecting garbage.
 */
final class Heartbeats {
  private static final int LOOKS_PER_LIMIT = 4;
  private static final long LONGEST_LATENESS = Duration.ofMillis(500).toNanos();

  private final String host;
  private final StateMachine machine;
  private final HealthChanges changes;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final List<Heartbeat> open = new ArrayList<>();
  private volatile Consumer<Finding> onMissed = finding -> {};
  private @Nullable Thread watcher;
  private boolean ended;

  Heartbeats(String host, StateMachine machine, HealthChanges changes) {
    this.host = host;
    this.machine = machine;
    this.changes = changes;
  }

  /** Sets what else to do when one is missed. */
  void onMissed(Consumer<Finding> action) {
    onMissed = action;
  }

  Heartbeat open(String name, Duration limit) {
    Heartbeat heartbeat = new Heartbeat(name, limit, this::remove);
    lock.lock();
    try {
      if (!ended) {
        open.add(heartbeat);
        watch();
      }
    } finally {
      lock.unlock();
    }
    return heartbeat;
  }

  private void watch() {
    if (watcher == null) {
      Thread thread = new Thread(this::run, "liveimage-watch-" + host);
      thread.setDaemon(true);
      thread.start();
      watcher = thread;
    }
    changed.signalAll();
  }

  private void remove(Heartbeat heartbeat) {
    removeIf(each -> each == heartbeat);
  }

  void end() {
    lock.lock();
    try {
      ended = true;
      removeIf(each -> true);
    } finally {
      lock.unlock();
    }
  }

  private void removeIf(Predicate<Heartbeat> which) {
    lock.lock();
    try {
      open.removeIf(which);
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  List<Finding> findings() {
    lock.lock();
    try {
      return open.stream().map(Heartbeat::findingNow).toList();
    } finally {
      lock.unlock();
    }
  }

  private void run() {
    try {
      while (awaitNextLook()) {
        look().forEach(this::tell);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Waits without a lock on what is told; false when there is nothing to watch any more. */
  private boolean awaitNextLook() throws InterruptedException {
    lock.lock();
    try {
      long left = 1;
      while (left > 0 && !open.isEmpty()) {
        left = changed.awaitNanos(untilNextLook());
      }
      excuseAll(-left);
      watcher = open.isEmpty() ? null : watcher;
      return watcher != null;
    } finally {
      lock.unlock();
    }
  }

  private long untilNextLook() {
    long now = System.nanoTime();
    return open.stream().mapToLong(each -> untilNextLook(each, now)).min().orElse(0);
  }

  private static long untilNextLook(Heartbeat each, long now) {
    return each.untilLook(now, each.limit().toNanos() / LOOKS_PER_LIMIT);
  }

  /** Does not take it for a loop that hangs when this thread itself comes late. */
  private void excuseAll(long lateNanos) {
    long now = System.nanoTime();
    for (Heartbeat each : open) {
      if (!machine.isOpen()) {
        each.pardon(now);
      } else if (lateNanos > Math.min(LONGEST_LATENESS, each.limit().toNanos() / LOOKS_PER_LIMIT)) {
        each.excuse(now, lateNanos);
      }
    }
  }

  private List<Heartbeat> look() {
    lock.lock();
    try {
      long now = System.nanoTime();
      return open.stream().filter(each -> each.look(now)).toList();
    } finally {
      lock.unlock();
    }
  }

  private void tell(Heartbeat each) {
    Finding finding = each.finding();
    boolean up = finding.health().isUp();
    changes.tell(finding, up ? "" : System.lineSeparator() + each.stack());
    if (!up) {
      onMissed.accept(finding);
    }
  }
}
