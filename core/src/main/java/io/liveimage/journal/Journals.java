package io.liveimage.journal;

import io.liveimage.snapshot.Barrier;
import io.liveimage.snapshot.StateCodec;
import java.nio.file.Path;
import java.util.Collection;
import java.util.function.Consumer;

/**
 * All journals of one host: a directory for each, in a common one. Only one process may use it at a
 * time, which the caller ensures (LiveImage by the lock of its run directory).
 */
public final class Journals implements AutoCloseable {
  private final Path directory;
  private final JournalLimits limits;
  private final JournalListener listener;

  private Journals(Path directory, JournalLimits limits, JournalListener listener) {
    this.directory = directory;
    this.limits = limits;
    this.listener = listener;
  }

  /**
   * Returns the journals in a directory. Nothing is touched before the first call.
   *
   * @param directory the directory, which need not exist
   * @param limits how much each may take
   * @param listener told when an image is due
   * @return the journals
   */
  public static Journals directory(Path directory, JournalLimits limits, JournalListener listener) {
    return new Journals(directory, limits, listener);
  }

  /**
   * Opens a journal: applies the events of a timeline after a number, in order, and takes new ones.
   *
   * @param name the name of the state it belongs to
   * @param codec how events become bytes
   * @param barrier held while an event is applied to a running state
   * @param apply changes the state
   * @param timeline the timeline of the host
   * @param after the number of the last event the state includes already
   * @param <E> the type of the events
   * @return the open journal
   * @throws JournalException if it is damaged, cannot be read, or an event cannot be decoded or
   *     applied
   */
  public <E> BoundJournal<E> open(
      String name,
      StateCodec<E> codec,
      Barrier barrier,
      Consumer<? super E> apply,
      long timeline,
      long after) {
    throw new JournalException("not yet " + directory + limits + listener, null);
  }

  /**
   * Removes the events that none of these marks needs, of journals that are open and others.
   *
   * @param marks the places in the journals from which on they are needed
   */
  public void retain(Collection<Mark> marks) {}

  /** Closes all journals; what was acknowledged is durable already. */
  @Override
  public void close() {}
}
