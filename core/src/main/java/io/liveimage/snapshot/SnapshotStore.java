package io.liveimage.snapshot;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The place where the images of one host are kept in generations: {@link #directory a directory},
 * or what implements this interface.
 *
 * <p>Safe for use by many threads, which wait for one another; only one process may use a store at
 * a time, which the caller ensures (LiveImage by the lock of its run directory). An interrupt of
 * the calling thread ends a call with {@link SnapshotException} and stays set.
 *
 * <p>A store that several machines reach, such as a database, ensures that by itself: {@link #open}
 * takes a lease before it looks at an image, so that nobody can save one it has not seen; the store
 * renews the lease by its own means, and every {@link #write} and {@link #prune} carries the
 * lease's fencing token, which the place of the images checks together with what makes the image
 * visible. Who has lost the lease saves nothing any more.
 */
public interface SnapshotStore {

  /**
   * Returns the store of images in a directory: one directory per image.
   *
   * <p>All files are reached through the file system of the given path. Nothing is touched before
   * the first call; the directory is made by the first {@link #write}, for its owner only.
   *
   * @param images the directory, which need not exist
   * @return the store
   */
  static SnapshotStore directory(Path images) {
    return directory(images, StoreOptions.DEFAULT);
  }

  /**
   * Returns the store of images in a directory, as {@link #directory(Path)}, that writes them in
   * another way than usual.
   *
   * @param images the directory, which need not exist
   * @param options how images are written; those that were written otherwise are read as well
   * @return the store
   * @throws SnapshotException if this host cannot write them so
   */
  static SnapshotStore directory(Path images, StoreOptions options) {
    return new DirectoryStore(images, options);
  }

  /**
   * Returns where the images are, for messages.
   *
   * @return for instance a path, or the address of a database; without secrets
   */
  String location();

  /**
   * Opens the image to start from, as {@link #open(StartFrom, ReadProgress)}, with nobody watching.
   *
   * @param from which image
   * @return the image
   * @throws SnapshotException as there
   */
  default Optional<Snapshot> open(StartFrom from) {
    return open(from, ReadProgress.NONE);
  }

  /**
   * Opens the image to start from and verifies every byte of it. A store with a lease takes it
   * here.
   *
   * <p>Leftovers of a write that was cut off are removed. For the newest, the previous, and the one
   * before another one, damaged images are set aside (in a directory renamed to {@code
   * 0000018.broken}) with a warning in the log that gives the reason, and the next older one is
   * tried; nothing is deleted. A second call does all of this again and may return another image.
   *
   * @param from which image
   * @param progress told as bytes are read
   * @return the image; empty if {@link StartFrom#EMPTY} was asked for, or the newest where there
   *     has never been one
   * @throws SnapshotException if there are only damaged images, so that a start without state is
   *     always somebody's decision; if the previous one, the one before another, or the generation
   *     asked for does not exist, or that generation is damaged (it is left where it is); if an
   *     image cannot be read now, or not without a library that is missing, or was written by a
   *     newer LiveImage (nothing is renamed); if the store has a lease and another machine holds it
   */
  Optional<Snapshot> open(StartFrom from, ReadProgress progress);

  /**
   * Writes the next generation. Sections may be written side by side, by threads that end with the
   * call; where no thread can be made, the calling one writes them all. When this returns, the
   * image is on the disk, has been read back and verified, and has its final name.
   *
   * <p>Numbers are never used twice, also those of damaged images and of writes that failed. No
   * image is removed for it, see {@link #prune}.
   *
   * @param draft what is saved; its contents may be asked for by other threads than this one
   * @param progress told as bytes move
   * @return the image as it is on disk
   * @throws SnapshotException if the image could not be written, also because the store's lease was
   *     lost; what had been written of it is removed, and the images before it are untouched
   */
  Snapshot write(Draft draft, WriteProgress progress);

  /**
   * Removes old images. What cannot be removed is logged, and tried again the next time. Images
   * that were set aside stay.
   *
   * @param keep how many of the newest images stay, 1 or more
   * @param also an image that stays besides, or 0
   */
  void prune(int keep, long also);

  /**
   * Returns what is there, newest first, and then the images that were set aside. Nothing is
   * changed by looking, which another process may do, and what is removed meanwhile is left out. Of
   * images in use only what they say of themselves is read, not their state: see {@link #verify}.
   *
   * @return the images, also those that are damaged; empty if there is none
   * @throws SnapshotException if the store cannot be read
   */
  List<ImageStatus> list();

  /**
   * Opens an image to look into, without verifying it as a whole and without changing anything, as
   * another process may do.
   *
   * @param generation which image
   * @return the image; each section is checked when it is read, at its end at the latest
   * @throws SnapshotException if it is not there (any more), is damaged, or cannot be read now
   */
  Snapshot load(long generation);

  /**
   * Reads an image from its first to its last byte, without changing anything, as another process
   * may do.
   *
   * @param generation which image
   * @param progress told as bytes are read
   * @return how it is
   */
  Verification verify(long generation, ReadProgress progress);
}
