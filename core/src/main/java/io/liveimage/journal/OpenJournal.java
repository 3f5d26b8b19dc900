package io.liveimage.journal;

import static java.util.Objects.requireNonNull;

import io.liveimage.snapshot.Barrier;
import io.liveimage.snapshot.SectionFormat;
import io.liveimage.snapshot.StateCodec;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A journal that takes events.
 *
 * <p>Locks are taken in this order: the barrier of the state, {@link #order}, the lock of {@link
 * PendingEvents}. The barrier comes first since whoever appends may hold it already. The thread
 * that writes needs only the last one, so that nobody who holds the others can keep it.
 */
final class OpenJournal<E> implements BoundJournal<E> {
  private static final Logger LOG = LoggerFactory.getLogger(OpenJournal.class);

  private final String name;
  private final Lineage lineage;
  private final StateCodec<E> codec;
  private final Barrier barrier;
  private final Consumer<? super E> apply;
  private final JournalLimits limits;
  private final JournalListener listener;
  private final PendingEvents pending;
  private final JournalWriter writer;

  /** Held while an event is applied and numbered. */
  private final ReentrantLock order = new ReentrantLock();

  private final long opened;
  private volatile long sequence;
  private volatile long bytes;
  private volatile @Nullable String suspended;

  private boolean beginsSegment;
  private long captured = -1;
  private long bytesCaptured;
  private volatile long saved;
  private volatile long bytesSaved;
  private volatile boolean told;

  OpenJournal(
      String name,
      Path directory,
      StateCodec<E> codec,
      Barrier barrier,
      Consumer<? super E> apply,
      Lineage lineage,
      long after,
      Replayed replayed,
      JournalLimits limits,
      JournalListener listener) {
    this.name = name;
    this.lineage = lineage;
    this.codec = codec;
    this.barrier = barrier;
    this.apply = apply;
    this.limits = limits;
    this.listener = listener;
    this.opened = replayed.sequence();
    this.sequence = replayed.sequence();
    this.bytes = replayed.bytes();
    this.saved = after;
    this.pending = new PendingEvents(limits.pending(), sequence);
    this.writer =
        new JournalWriter(
            name,
            directory,
            lineage.current(),
            SectionFormat.of(codec),
            pending,
            this::failed,
            this::written);
  }

  void start() {
    writer.start();
  }

  @Override
  public void append(E event) {
    var pendingEvent = new PendingEvent.Awaited(encode(event));
    apply(event, pendingEvent);
    pendingEvent.await();
  }

  @Override
  public CompletableFuture<Long> submit(E event) {
    var pendingEvent = new PendingEvent.Submitted(encode(event));
    apply(event, pendingEvent);
    return pendingEvent.future;
  }

  private byte[] encode(E event) {
    requireNotApplying();
    requireTakesEvents();
    return EncodedEvent.of(name, codec, requireNonNull(event, "event"));
  }

  private void requireNotApplying() {
    Applying.requireNone(name);
    if (order.isHeldByCurrentThread()) {
      throw new IllegalStateException(
          "Journal %s: an event is appended while its state is captured, in the same thread"
              .formatted(name));
    }
  }

  private void apply(E event, PendingEvent pendingEvent) {
    pending.awaitRoom();
    barrier.hold(
        () -> {
          order.lock();
          try {
            return applied(event, pendingEvent);
          } finally {
            order.unlock();
          }
        });
  }

  private PendingEvent applied(E event, PendingEvent pendingEvent) {
    requireTakesEvents();
    Applying.run(name, () -> apply.accept(event));
    pendingEvent.number = sequence + 1;
    pendingEvent.beginsSegment = beginsSegment;
    beginsSegment = false;
    bytes = bytes + pendingEvent.bytes.length;
    sequence = pendingEvent.number;
    pending.add(pendingEvent);
    return pendingEvent;
  }

  /** Refuses events before anything is changed. */
  private void requireTakesEvents() {
    JournalException failure = pending.failure();
    if (failure != null) {
      throw refused(String.valueOf(failure.getMessage()), failure);
    } else if (pending.isClosed()) {
      throw refused("it is closed", null);
    } else if (suspended != null) {
      throw refused(suspended, null);
    } else if (bytesSinceImage() >= limits.most()) {
      throw refused(full(), null);
    }
  }

  private String full() {
    return ("it has %d bytes since the last image, and may have %d. It takes events again when an"
            + " image is saved; the log tells why none was")
        .formatted(bytesSinceImage(), limits.most());
  }

  private JournalException refused(String reason, @Nullable Throwable cause) {
    return new JournalException(
        "The event did not happen; journal %s takes none now: %s".formatted(name, reason), cause);
  }

  @Override
  public void sync() {
    pending.awaitDurable(sequence);
  }

  @Override
  public long sequence() {
    return sequence;
  }

  @Override
  public <T> T capture(LongFunction<T> capture) {
    return barrier.hold(
        () -> {
          order.lock();
          try {
            return captured(capture);
          } finally {
            order.unlock();
          }
        });
  }

  private <T> T captured(LongFunction<T> capture) {
    T result = capture.apply(sequence);
    captured = sequence;
    bytesCaptured = bytes;
    beginsSegment = true;
    return result;
  }

  @Override
  public void saved(long number) {
    order.lock();
    try {
      saved = Math.max(saved, number);
      if (number == captured) {
        bytesSaved = bytesCaptured;
        told = false;
      }
      pending.saved(number, number >= sequence);
    } finally {
      order.unlock();
    }
  }

  @Override
  public void suspend(String reason) {
    order.lock();
    try {
      suspended = reason;
    } finally {
      order.unlock();
    }
  }

  @Override
  public void resume() {
    suspended = null;
  }

  @Override
  public JournalStatus status() {
    return new JournalStatus(
        name,
        sequence,
        pending.durable(),
        sequence - opened,
        writer.forces(),
        writer.bytes(),
        bytesSinceImage(),
        Optional.ofNullable(pending.failure()).map(Throwable::getMessage));
  }

  private long bytesSinceImage() {
    return bytes - bytesSaved;
  }

  private void failed(JournalException failure) {
    if (pending.fail(failure)) {
      LOG.error("{}", failure.getMessage(), failure.getCause());
      tell(() -> listener.failed(name, failure));
    }
  }

  private void written() {
    if (!told && bytesSinceImage() >= limits.due()) {
      told = true;
      tell(() -> listener.grown(name, bytesSinceImage()));
    }
  }

  private void tell(Runnable news) {
    try {
      news.run();
    } catch (RuntimeException e) {
      LOG.warn("Journal {}: whoever is to save an image has failed", name, e);
    }
  }

  /** Lets the journal fail when the disk stands still. */
  void check() {
    writer.check(limits.stall());
  }

  /** Returns the place from which on its own events are needed, whatever images there are. */
  Mark mark() {
    return new Mark(name, lineage, saved);
  }

  void close() {
    order.lock();
    try {
      pending.close();
    } finally {
      order.unlock();
    }
    if (!writer.awaitEnd(limits.stall().plusSeconds(1))) {
      LOG.warn("Journal {}: closed while the disk stands still", name);
    }
  }
}
