package io.liveimage.journal;

import io.liveimage.local.OwnFiles;
import io.liveimage.snapshot.SectionFormat;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The thread that writes the events of one journal: all that wait at once, and forces them. No
 * other thread touches the file, so that none can be interrupted in it, which would close it.
 */
final class JournalWriter implements Runnable {
  private static final Logger LOG = LoggerFactory.getLogger(JournalWriter.class);
  private static final int BUFFER = 256 * 1024;
  private static final long IDLE = Long.MIN_VALUE;
  private static final SecureRandom RANDOM = new SecureRandom();

  private final String journal;
  private final Path directory;
  private final long timeline;
  private final SectionFormat format;
  private final PendingEvents pending;
  private final Consumer<JournalException> failed;
  private final Runnable written;
  private final ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER);
  private final Thread thread;

  private @Nullable Segment segment;
  private volatile long busySince = IDLE;
  private volatile long forces;
  private volatile long bytes;

  JournalWriter(
      String journal,
      Path directory,
      long timeline,
      SectionFormat format,
      PendingEvents pending,
      Consumer<JournalException> failed,
      Runnable written) {
    this.journal = journal;
    this.directory = directory;
    this.timeline = timeline;
    this.format = format;
    this.pending = pending;
    this.failed = failed;
    this.written = written;
    this.thread = new Thread(this, "liveimage-journal-" + journal);
    thread.setDaemon(true);
  }

  void start() {
    thread.start();
  }

  @Override
  public void run() {
    for (Batch next = next(); next != null; next = next()) {
      write(next);
    }
    close();
  }

  private @Nullable Batch next() {
    return pending.next(BUFFER - Frame.HEADER);
  }

  private void write(Batch batch) {
    try {
      busy();
      segmentFor(batch.first()).write(batch, buffer, this::busy);
      forces++;
      bytes += Frame.HEADER + batch.length();
      busySince = IDLE;
      pending.durable(batch);
      written.run();
    } catch (Throwable e) { // also an Error: this thread has to go on
      busySince = IDLE;
      abandon();
      failed.accept(cannotWrite(e));
    }
  }

  private Segment segmentFor(PendingEvent event) throws IOException {
    Segment current = segment;
    if (current != null && !(event.beginsSegment && current.first() < event.number)) {
      return current;
    }
    close();
    var name = new SegmentName(timeline, event.number);
    Segment created =
        Segment.create(directory, new SegmentHeader(journal, name, format, RANDOM.nextLong()));
    segment = created;
    bytes += created.length();
    return created;
  }

  private void abandon() {
    try {
      if (segment != null) {
        segment.abandon();
      }
    } catch (IOException | RuntimeException e) {
      LOG.debug("Journal {}: cannot cut off what was not written completely", journal, e);
    }
    segment = null;
  }

  private void close() {
    try {
      if (segment != null) {
        segment.close();
      }
    } catch (IOException | RuntimeException e) {
      LOG.debug("Journal {}: cannot close a segment", journal, e);
    }
    segment = null;
  }

  private void busy() {
    busySince = System.nanoTime();
  }

  /** Lets the journal fail when the disk has moved no byte for too long. */
  void check(Duration stall) {
    long since = busySince;
    long nanos = System.nanoTime() - since;
    if (since != IDLE && nanos > stall.toNanos()) {
      failed.accept(stalled(nanos));
    }
  }

  private JournalException stalled(long nanos) {
    return new JournalException(
        message("the disk has moved no byte for " + TimeUnit.NANOSECONDS.toSeconds(nanos) + " s"),
        null);
  }

  private JournalException cannotWrite(Throwable cause) {
    return new JournalException(message(OwnFiles.reason(cause)), cause);
  }

  private String message(String reason) {
    return ("Journal %s cannot be written in %s: %s. The events after number %d are applied, and may"
            + " or may not be on the disk; it takes no more until an image is saved, which includes"
            + " them")
        .formatted(journal, directory, reason, pending.durable());
  }

  /** Waits until all is written and the thread has ended; false if that takes too long. */
  boolean awaitEnd(Duration timeout) {
    boolean interrupted = false;
    long end = System.nanoTime() + timeout.toNanos();
    long left = timeout.toNanos();
    while (thread.isAlive() && left > 0) {
      try {
        TimeUnit.NANOSECONDS.timedJoin(thread, left);
      } catch (InterruptedException e) {
        interrupted = true;
      }
      left = end - System.nanoTime();
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    return !thread.isAlive();
  }

  long forces() {
    return forces;
  }

  long bytes() {
    return bytes;
  }
}
