package io.liveimage.journal;

import io.liveimage.journal.PendingEvent.Awaited;
import io.liveimage.journal.PendingEvent.Submitted;
import java.util.stream.Stream;
import java.util.zip.CRC32C;

/**
 * Events that are written at once: a chain of some that wait.
 *
 * @param first the first of them
 * @param last the last of them
 * @param length how many bytes they are
 */
record Batch(PendingEvent first, PendingEvent last, long length) {

  /** Takes as many events as fit into so many bytes and one segment; at least one. */
  static Batch from(PendingEvent first, int most) {
    PendingEvent last = first;
    PendingEvent next = first.next;
    long length = first.bytes.length;
    while (next != null && !next.beginsSegment && next.bytes.length <= most - length) {
      length += next.bytes.length;
      last = next;
      next = next.next;
    }
    return new Batch(first, last, length);
  }

  int count() {
    return (int) (last.number - first.number + 1);
  }

  Frame frame() {
    var checksum = new CRC32C();
    PendingEvent event = first;
    for (int i = count(); i > 0; i--, event = after(event)) {
      checksum.update(event.bytes);
    }
    return new Frame(first.number, count(), (int) length, (int) checksum.getValue());
  }

  /** Returns the next one in the chain, or the last one at its end. */
  PendingEvent after(PendingEvent event) {
    PendingEvent next = event.next;
    return event == last || next == null ? last : next;
  }

  /** Tells the threads that wait, which wake each other, and then whoever is told by this one. */
  void durable() {
    new Crowd(events(Awaited.class).filter(Awaited::isWaiting).toList()).release();
    events(Submitted.class).forEach(Submitted::durable);
  }

  private <T extends PendingEvent> Stream<T> events(Class<T> kind) {
    return Stream.iterate(first, this::after)
        .limit(count())
        .filter(kind::isInstance)
        .map(kind::cast);
  }
}
