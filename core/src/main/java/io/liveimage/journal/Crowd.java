package io.liveimage.journal;

import io.liveimage.journal.PendingEvent.Awaited;
import java.util.List;

/**
 * The threads that wait for the events of one batch. The writer wakes the first few and goes on
 * with the next batch; each that is woken wakes two others before it returns.
 *
 * @param waiting their events, from the first to be woken to the last
 */
record Crowd(List<Awaited> waiting) {
  static final Crowd NONE = new Crowd(List.of());

  /**
   * So many are woken faster by the writer than by each other; more would keep it from the disk.
   */
  private static final int FIRST = 4;

  /** Tells all that their events are durable. */
  void release() {
    for (int place = waiting.size() - 1; place >= 0; place--) {
      waiting.get(place).settle(this, place);
    }
    wake(0, FIRST);
  }

  /** Wakes those that the one at a place has to wake. */
  void wakeAfter(int place) {
    wake(FIRST + 2 * place, 2);
  }

  private void wake(int from, int count) {
    for (int place = from; place < Math.min(from + count, waiting.size()); place++) {
      waiting.get(place).wake();
    }
  }
}
