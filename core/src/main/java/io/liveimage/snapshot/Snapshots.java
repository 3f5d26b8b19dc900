package io.liveimage.snapshot;

import static java.util.Objects.requireNonNull;

import io.liveimage.local.OwnFiles;
import io.liveimage.snapshot.Verification.Outcome;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * A look into the images of a host, which may be running: what there is, what is in it, what
 * changed, and whether it is whole. The host's classes are not needed.
 *
 * <p>Nothing is renamed, locked or set aside by looking; {@link #prune} is the one method that
 * removes something. An image that the host removes meanwhile is reported as such. Immutable, and
 * safe for use by many threads at once.
 */
public final class Snapshots {

  private final SnapshotStore store;

  private Snapshots(SnapshotStore store) {
    this.store = store;
  }

  /**
   * Returns a look into the images of a directory.
   *
   * @param images the directory, {@code images} in the run directory of a host
   * @return the look; nothing is read yet
   */
  public static Snapshots in(Path images) {
    return of(SnapshotStore.directory(images));
  }

  /**
   * Returns a look into the images of a store.
   *
   * @param store the store
   * @return the look; nothing is read yet
   */
  public static Snapshots of(SnapshotStore store) {
    return new Snapshots(requireNonNull(store, "store"));
  }

  /**
   * Returns what there is, newest first, and then what was set aside. Only the manifests of images
   * in use are read; those set aside are read whole, to say what is wrong with them.
   *
   * @return the images, with the damaged ones
   * @throws SnapshotException if the images cannot be read
   */
  public List<ImageStatus> list() {
    return store.list();
  }

  /**
   * Writes a section as text: Smile as JSON, text as it is, Java serialization as an outline of its
   * objects in JSON, of which none is made, and anything else as the first bytes in hexadecimal.
   *
   * @param generation which image
   * @param section which section
   * @param out gets the text as it is read; neither flushed nor closed
   * @throws SnapshotException if there is no such section, or it is damaged or cannot be read: what
   *     was read until then has been written
   * @throws UncheckedIOException what {@code out} throws
   */
  public void show(long generation, String section, Writer out) {
    read(generation, section, new TextSink(out, Long.MAX_VALUE));
  }

  /**
   * Returns the beginning of a section as text, see {@link #show(long, String, Writer)}. No more is
   * read than that takes.
   *
   * @param generation which image
   * @param section which section
   * @param limit how many characters
   * @return the text, with a last line that says so if there is more
   * @throws SnapshotException if there is no such section, or it is damaged or cannot be read
   */
  public String show(long generation, String section, int limit) {
    StringWriter text = new StringWriter();
    TextSink sink = new TextSink(text, limit);
    read(generation, section, sink);
    return sink.isFull()
        ? text + "\n... (the first %,d characters)\n".formatted(limit)
        : text.toString();
  }

  private void read(long generation, String name, TextSink sink) {
    Section section = section(store.load(generation), name);
    try {
      SectionText.write(section, sink);
    } catch (IOException e) {
      sink.rethrow();
      throw unreadable(generation, name, e);
    }
  }

  private static Section section(Snapshot image, String name) {
    return image
        .section(name)
        .orElseThrow(
            () ->
                new SnapshotException(
                    "Image %d has no section %s, only: %s"
                        .formatted(
                            image.generation(), name, String.join(", ", image.sectionNames()))));
  }

  /** An image that was removed meanwhile is no damage. */
  private SnapshotException unreadable(long generation, String section, Exception cause) {
    return isThere(generation)
        ? new SnapshotException(
            "Cannot read section %s of image %d: %s".formatted(section, generation, reason(cause)),
            cause)
        : new SnapshotException(
            "Image %d was removed while it was read".formatted(generation), cause);
  }

  private static String reason(Exception failure) {
    return failure instanceof IOException e
        ? OwnFiles.reason(e)
        : String.valueOf(failure.getMessage());
  }

  private boolean isThere(long generation) {
    return generations().contains(generation);
  }

  private Set<Long> generations() {
    return store.list().stream()
        .filter(image -> !image.setAside())
        .map(ImageStatus::generation)
        .collect(Collectors.toSet());
  }

  /**
   * Returns what changed from one image to another: sections that came and went, and of Smile
   * sections each value that differs, up to the first {@value SectionDiff#LIMIT} of a section.
   *
   * @param before the one image
   * @param after the other one, not necessarily a later one
   * @return the sections that are not the same byte for byte, by name
   * @throws SnapshotException if one of the images is not there, is damaged, or cannot be read
   */
  public List<SectionDiff> diff(long before, long after) {
    Snapshot older = store.load(before);
    Snapshot newer = store.load(after);
    Set<String> names = new TreeSet<>(older.sectionNames());
    names.addAll(newer.sectionNames());
    return names.stream().flatMap(name -> diff(older, newer, name).stream()).toList();
  }

  private Optional<SectionDiff> diff(Snapshot older, Snapshot newer, String name) {
    try {
      return SectionDiff.of(name, older.section(name), newer.section(name));
    } catch (IOException | RuntimeException e) {
      long failed = isThere(older.generation()) ? newer.generation() : older.generation();
      throw unreadable(failed, name, e);
    }
  }

  /**
   * Reads an image from its first to its last byte. A damaged one stays where it is.
   *
   * @param generation which image
   * @return how it is
   */
  public Verification verify(long generation) {
    return verify(generation, ReadProgress.NONE);
  }

  /**
   * Reads an image from its first to its last byte. A damaged one stays where it is.
   *
   * @param generation which image
   * @param progress told as bytes are read
   * @return how it is
   */
  public Verification verify(long generation, ReadProgress progress) {
    return store.verify(generation, progress);
  }

  /**
   * Copies an image. The copy is verified before it has its name, and is whole or not there.
   *
   * @param generation which image
   * @param target what does not exist yet: a file if its name ends in {@code .zip}, or else a
   *     directory of images, which {@link SnapshotStore#directory} opens. An unpacked zip file is
   *     such a directory, too
   * @throws SnapshotException if the target exists, the image is not there or damaged, or the copy
   *     cannot be written; nothing is left of it then
   */
  public void export(long generation, Path target) {
    new ImageExport(store.load(generation), target.toAbsolutePath()).run();
  }

  /**
   * Removes old images. The newest valid one stays in any case: each byte of the newest is read,
   * and of those before it until one is found. Images that were set aside stay.
   *
   * <p>A running host reads the image it was started from until it saves the next one. Where that
   * was an older one, named by its number, it has to stay until then.
   *
   * @param keep how many of the newest images stay, 1 or more
   * @return the generations that were removed, newest first
   * @throws IllegalArgumentException if none is to be kept
   * @throws SnapshotException if there is no valid image; nothing is removed then
   */
  public List<Long> prune(int keep) {
    if (keep < 1) {
      throw new IllegalArgumentException("Cannot keep " + keep + " images, expected 1 or more");
    }
    List<Long> before = generations().stream().sorted(Comparator.reverseOrder()).toList();
    store.prune(keep, newestValid(before));
    Set<Long> left = generations();
    return before.stream().filter(each -> !left.contains(each)).toList();
  }

  private long newestValid(List<Long> generations) {
    return generations.stream()
        .filter(each -> verify(each).outcome() == Outcome.VALID)
        .findFirst()
        .orElseThrow(() -> new SnapshotException("There is no valid image, so none is removed"));
  }
}
