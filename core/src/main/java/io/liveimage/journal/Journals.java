package io.liveimage.journal;

import io.liveimage.local.OwnFiles;
import io.liveimage.snapshot.Barrier;
import io.liveimage.snapshot.StateCodec;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * All journals of one host: a directory for each, in a common one. Only one process may use it at a
 * time, which the caller ensures (LiveImage by the lock of its run directory).
 */
public final class Journals implements AutoCloseable {
  private final Path directory;
  private final JournalLimits limits;
  private final JournalListener listener;
  private final Map<String, OpenJournal<?>> open = new ConcurrentHashMap<>();
  private @Nullable StallWatch watch;

  private Journals(Path directory, JournalLimits limits, JournalListener listener) {
    this.directory = directory.toAbsolutePath();
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
   * Opens a journal: applies the events after a number, in order, and takes new ones.
   *
   * @param name the name of the state it belongs to
   * @param codec how events become bytes
   * @param barrier held while an event is applied to a running state
   * @param apply changes the state
   * @param lineage the timelines of the host that have events of this journal
   * @param after the number of the last event the state includes already
   * @param <E> the type of the events
   * @return the open journal
   * @throws IllegalArgumentException if the name or the codec cannot be used
   * @throws IllegalStateException if it is open already
   * @throws JournalException if it is damaged, cannot be read, or an event cannot be decoded or
   *     applied
   */
  public synchronized <E> BoundJournal<E> open(
      String name,
      StateCodec<E> codec,
      Barrier barrier,
      Consumer<? super E> apply,
      Lineage lineage,
      long after) {
    requireClosed(name);
    Path path = path(name);
    Replayed replayed = replay(name, path, codec, apply, lineage, after);
    var journal =
        new OpenJournal<E>(
            name, path, codec, barrier, apply, lineage, after, replayed, limits, listener);
    journal.start();
    open.put(name, journal);
    watchStalls();
    return journal;
  }

  private void requireClosed(String name) {
    if (open.containsKey(name)) {
      throw new IllegalStateException("Journal " + name + " is open already");
    }
  }

  private Path path(String name) {
    Path path = directory.resolve(name).normalize();
    if (!directory.equals(path.getParent())) {
      throw new IllegalArgumentException(
          "The journal name \"" + name + "\" cannot be the name of a directory");
    }
    return path;
  }

  private <E> Replayed replay(
      String name,
      Path path,
      StateCodec<E> codec,
      Consumer<? super E> apply,
      Lineage lineage,
      long after) {
    try {
      Segments segments = Segments.in(path).of(lineage);
      return new Replay<E>(name, codec, apply, limits.cutsDamage(), segments, after).run();
    } catch (IOException e) {
      throw new JournalException(
          "Cannot open journal %s in %s: %s".formatted(name, path, OwnFiles.reason(e)), e);
    }
  }

  private void watchStalls() {
    if (watch == null) {
      watch = new StallWatch(limits.stall(), () -> open.values().forEach(OpenJournal::check));
    }
  }

  /**
   * Removes the events that none of these marks needs. Of a journal that is open, the events since
   * its last image are kept, too; one that is neither open nor named by a mark is left alone, since
   * its component may still come.
   *
   * @param marks the places in the journals from which on they are needed
   */
  public synchronized void retain(Collection<Mark> marks) {
    var all = new ArrayList<>(marks);
    open.values().forEach(journal -> all.add(journal.mark()));
    all.stream()
        .collect(Collectors.groupingBy(Mark::journal))
        .forEach((name, needed) -> new Retention(path(name), needed).run());
  }

  /**
   * Closes all journals when what they have taken is durable, or cannot become so. What is appended
   * afterwards is refused. Does nothing the second time.
   */
  @Override
  public synchronized void close() {
    open.values().forEach(OpenJournal::close);
    open.clear();
    if (watch != null) {
      watch.close();
      watch = null;
    }
  }
}
