package io.liveimage;

import io.liveimage.journal.BoundJournal;
import io.liveimage.snapshot.Barrier;
import io.liveimage.snapshot.Section;
import io.liveimage.snapshot.StateCodec;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A state of the host and who owns it: how it is captured and restored, and its journal. It is
 * saved by its owner only when its restore has ended. Thread-safe; the host's functions are called
 * without a lock of ours.
 */
final class Claim {
  private static final Logger log = LoggerFactory.getLogger(Lifecycle.class);

  private final String name;
  private final Supplier<Section> encode;
  private final Consumer<Section> restore;
  private final Stillness stillness;
  private final AtomicBoolean told = new AtomicBoolean();
  private boolean restored;
  private OptionalLong journaled = OptionalLong.empty();
  private @Nullable BoundJournal<?> journal;
  private @Nullable Section held;

  private Claim(
      String name, Supplier<Section> encode, Consumer<Section> restore, Stillness stillness) {
    this.name = name;
    this.encode = encode;
    this.restore = restore;
    this.stillness = stillness;
  }

  static <S> Claim of(
      String name,
      StateCodec<S> codec,
      Supplier<S> save,
      Consumer<S> restore,
      Stillness stillness) {
    Supplier<Section> encode =
        stillness.immutable()
            ? () -> Section.ofImmutable(name, codec, save.get())
            : () -> Section.of(name, codec, save.get());
    return new Claim(name, encode, section -> restore.accept(section.decode(codec)), stillness);
  }

  String name() {
    return name;
  }

  Duration limit() {
    return stillness.limit();
  }

  /** Returns what is held when an event is applied to the running state. */
  Barrier lock() {
    return stillness.lock();
  }

  /** Takes over the state that a section has. */
  void restore(Section section) {
    restore.accept(section);
    synchronized (this) {
      journaled = section.journaled();
    }
  }

  /** From now on what is captured is the state; until then the section of the image is. */
  synchronized void finish() {
    restored = true;
  }

  synchronized boolean isRestored() {
    return restored;
  }

  /** Begins a replay of the journal, in which the state is neither the old nor the new one. */
  synchronized long beginReplay() {
    if (journal != null) {
      throw new LifecycleException("State \"%s\" has a journal already.".formatted(name), null);
    }
    restored = false;
    return journaled.orElse(0);
  }

  synchronized void endReplay(BoundJournal<?> opened) {
    journal = opened;
    restored = true;
  }

  synchronized Optional<BoundJournal<?>> journal() {
    return Optional.ofNullable(journal);
  }

  /** Captures the state, or returns what is held of it. */
  Section capture() {
    Optional<Section> kept = held();
    return kept.isPresent() ? kept.get() : captureRunning();
  }

  private Section captureRunning() {
    try {
      Optional<BoundJournal<?>> open = journal();
      return open.isPresent() ? capture(open.get()) : stillness.hold(this::withOldPlace);
    } catch (Exception | Error e) {
      throw new LifecycleException("state \"%s\" could not be captured: %s".formatted(name, e), e);
    }
  }

  /**
   * An event that is applied while the state is captured is neither lost nor applied twice. The
   * journal holds the lock itself, and not every lock can be taken twice.
   */
  private Section capture(BoundJournal<?> open) {
    return stillness.pause().hold(() -> open.capture(sequence -> encode.get().journaled(sequence)));
  }

  private Section withOldPlace() {
    Section section = encode.get();
    OptionalLong place;
    synchronized (this) {
      place = journaled;
    }
    return place.isPresent() ? withoutItsEvents(section, place.getAsLong()) : section;
  }

  private Section withoutItsEvents(Section section, long place) {
    if (told.compareAndSet(false, true)) {
      log.warn(
          "State {} has a journal that this code does not open: its events after {} are neither in"
              + " the state nor in the images, and are applied over them when it is opened again",
          name,
          place);
    }
    return section.journaled(place);
  }

  /**
   * Captures the state, and keeps that: as long as the component is down it is what is saved. No
   * event may come after it, since the component goes on without what it did.
   */
  void hold() {
    journal().ifPresent(open -> open.suspend("%s is being restarted".formatted(name)));
    Section section = captureRunning();
    synchronized (this) {
      if (held == null) {
        held = section;
      }
    }
  }

  /** Forgets what is held: the component is its owner again. */
  void release() {
    synchronized (this) {
      held = null;
    }
    journal().ifPresent(BoundJournal::resume);
  }

  /** Gives back what is held, which stays held until the component has taken it. */
  void giveBack() {
    held().ifPresent(this::handOver);
  }

  private void handOver(Section section) {
    try {
      restore.accept(section);
    } catch (Exception | Error e) {
      throw new LifecycleException(
          "State \"%s\" could not be handed over: %s. It is kept as it was.".formatted(name, e), e);
    }
  }

  private synchronized Optional<Section> held() {
    return Optional.ofNullable(held);
  }
}
