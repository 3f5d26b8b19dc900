package io.liveimage.benchmarks.image;

import io.liveimage.journal.BoundJournal;
import io.liveimage.journal.JournalLimits;
import io.liveimage.journal.JournalListener;
import io.liveimage.journal.Journals;
import io.liveimage.journal.Lineage;
import io.liveimage.snapshot.Barrier;
import io.liveimage.snapshot.StateCodec;
import java.nio.file.Path;
import java.util.concurrent.locks.ReentrantLock;

/** LiveImage's journal as a host opens it, events in Smile. */
final class JournalLog implements EventLog {
  private final Accounts accounts = new Accounts();
  private final Journals journals;
  private final BoundJournal<Booking> journal;

  JournalLog(Path directory) {
    this.journals = Journals.directory(directory, JournalLimits.DEFAULT, JournalListener.NONE);
    this.journal =
        journals.open(
            "accounts",
            StateCodec.smile(Booking.class),
            Barrier.of(new ReentrantLock()),
            accounts::book,
            Lineage.of(0),
            0);
  }

  @Override
  public void append(Booking booking) {
    journal.append(booking);
  }

  /** Returns how many bytes of the disk an event of a single writer takes, headers counted. */
  int bytesOfAnEvent() {
    return Math.toIntExact(journal.status().bytes() / journal.status().appended());
  }

  @Override
  public void close() {
    journals.close();
  }
}
