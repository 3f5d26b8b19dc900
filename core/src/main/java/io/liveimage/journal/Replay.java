package io.liveimage.journal;

import io.liveimage.local.OwnFiles;
import io.liveimage.snapshot.SectionFormat;
import io.liveimage.snapshot.StateCodec;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Applies the events of a journal again. Nothing on the disk is changed before all are applied. */
final class Replay<E> {
  private static final Logger LOG = LoggerFactory.getLogger(Replay.class);

  private final String journal;
  private final StateCodec<E> codec;
  private final Consumer<? super E> apply;
  private final boolean cutsDamage;
  private final Segments all;
  private final Segments segments;

  /** The number of the next event to apply. */
  private long next;

  private long bytes;

  Replay(
      String journal,
      StateCodec<E> codec,
      Consumer<? super E> apply,
      boolean cutsDamage,
      Segments all,
      long after)
      throws IOException {
    this.journal = journal;
    this.codec = codec;
    this.apply = apply;
    this.cutsDamage = cutsDamage;
    this.all = all;
    this.segments = all.used();
    this.next = after + 1;
  }

  Replayed run() throws IOException {
    for (int i = 0; i < segments.size(); i++) {
      if (segments.end(i) > next && !replay(i)) {
        break;
      }
    }
    removeUnused();
    return new Replayed(next - 1, bytes);
  }

  /** Returns whether to go on with the next segment. */
  private boolean replay(int index) throws IOException {
    if (segments.first(index) > next) {
      return damaged(index, 0, missing(index), OptionalLong.empty());
    }
    try (var reader = new SegmentReader(segments.path(index))) {
      return replay(index, reader);
    }
  }

  private boolean replay(int index, SegmentReader reader) throws IOException {
    try {
      SectionFormat format = readable(index, reader);
      for (Frame frame = reader.next(); frame != null; frame = reader.next()) {
        applyAll(index, frame, reader.events(frame), format);
      }
      return endOf(index);
    } catch (DamageException e) {
      return damaged(index, reader, e);
    }
  }

  private SectionFormat readable(int index, SegmentReader reader)
      throws IOException, DamageException {
    SectionFormat format;
    try {
      format = reader.header(journal, segments.names().get(index)).format();
    } catch (JournalException e) {
      throw new JournalException("Cannot read " + segments.path(index) + ": " + e.getMessage(), e);
    }
    if (!codec.reads(format)) {
      throw new JournalException(
          "Cannot read %s: its events were written by codec %s version %d, expected %s version %d"
              .formatted(
                  segments.path(index),
                  format.codec(),
                  format.codecVersion(),
                  codec.id(),
                  codec.version()),
          null);
    }
    return format;
  }

  private void applyAll(int index, Frame frame, ByteBuffer events, SectionFormat format) {
    long end = Math.min(frame.first() + frame.count(), segments.end(index));
    for (long number = frame.first(); number < end; number++) {
      int length = events.remaining() < Integer.BYTES ? -1 : events.getInt();
      if (length < 0 || length > events.remaining()) {
        throw new JournalException(
            "Cannot read %s: event %d makes no sense".formatted(segments.path(index), number),
            null);
      }
      if (number == next) {
        apply(index, events, length, format);
      }
      events.position(events.position() + length);
    }
  }

  private void apply(int index, ByteBuffer events, int length, SectionFormat format) {
    try {
      var in = new ByteArrayInputStream(events.array(), events.position(), length);
      E event = codec.read(in, format);
      Applying.run(journal, () -> apply.accept(event));
    } catch (IOException | RuntimeException e) {
      throw new JournalException(
          "Journal %s: event %d, in %s, cannot be applied: %s. Nothing was changed on the disk"
              .formatted(journal, next, segments.path(index), OwnFiles.reason(e)),
          e);
    }
    next++;
    bytes += Integer.BYTES + length;
  }

  /** What was written and not forced when the process ended counts now, so it is forced. */
  private boolean endOf(int index) throws IOException {
    if (segments.isLast(index)) {
      JournalFiles.force(segments.path(index));
    }
    return true;
  }

  private boolean damaged(int index, SegmentReader reader, DamageException damage)
      throws IOException {
    if (next == segments.end(index)) {
      return true; // the rest was never acknowledged; the next segment has all that counts
    }
    OptionalLong readable =
        damage.offset() == 0 ? OptionalLong.empty() : reader.readableAfterDamage();
    if (segments.isLast(index) && readable.isEmpty() && damage.offset() > 0) {
      return torn(index, reader.offset());
    }
    return damaged(index, reader.offset(), damage.reason(), readable);
  }

  /** Cuts off what was being written when the process ended: it was never acknowledged. */
  private boolean torn(int index, long offset) throws IOException {
    Path file = segments.path(index);
    LOG.info(
        "Journal {}: {} ends in a write that is not whole, as a crash leaves it; {} bytes were cut off",
        journal,
        file.getFileName(),
        Files.size(file) - offset);
    JournalFiles.cut(file, offset);
    return false;
  }

  private String missing(int index) {
    long last = segments.first(index) - 1;
    return next == last
        ? "event %d is missing before it".formatted(next)
        : "the events %d to %d are missing before it".formatted(next, last);
  }

  private boolean damaged(int index, long offset, String reason, OptionalLong readable)
      throws IOException {
    if (!cutsDamage) {
      throw new JournalException(refusal(index, offset, reason, readable), null);
    }
    setAside(index, offset);
    LOG.warn(
        "Journal {}: {} is damaged at byte {}: {}. It was cut there: the events from {} on are lost"
            + " to the host; the file and later ones are kept as .broken",
        journal,
        segments.path(index),
        offset,
        reason,
        next);
    return false;
  }

  private String refusal(int index, long offset, String reason, OptionalLong readable) {
    return ("Journal %s is damaged: %s, at byte %d: %s. Event %d, and what follows, cannot be"
            + " applied%s. Nothing was changed; files: %s. Restore the file, start from an older"
            + " image, or start without these events by liveimage.journal.damage=cut: the file and"
            + " later ones are then kept as .broken")
        .formatted(
            journal,
            segments.path(index),
            offset,
            reason,
            next,
            readable.isPresent()
                ? ", though there are readable ones from " + readable.getAsLong() + " on"
                : "",
            segments.describe());
  }

  /** Keeps all bytes, and of the damaged segment what is good also under its name. */
  private void setAside(int index, long offset) throws IOException {
    for (int later = segments.size() - 1; later > index; later--) {
      JournalFiles.rename(segments.path(later), broken(later));
    }
    if (offset <= SegmentHeader.LENGTH) {
      JournalFiles.rename(segments.path(index), broken(index));
    } else {
      JournalFiles.copy(segments.path(index), broken(index));
      JournalFiles.cut(segments.path(index), offset);
    }
  }

  private Path broken(int index) {
    String name = segments.names().get(index).file() + ".broken";
    Path free = segments.directory().resolve(name);
    for (int i = 2; Files.exists(free); i++) {
      free = segments.directory().resolve(name + "-" + i);
    }
    return free;
  }

  private void removeUnused() throws IOException {
    for (int i = segments.size(); i < all.size(); i++) {
      Files.deleteIfExists(all.path(i));
    }
  }
}
