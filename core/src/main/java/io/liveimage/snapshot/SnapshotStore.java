package io.liveimage.snapshot;

import java.nio.file.Path;
import java.util.Optional;

/**
 * The place where the images of one host are kept in generations.
 *
 * <p>Safe for use by many threads, which wait for one another; only one process may use a store at
 * a time, which the caller ensures (LiveImage by the lock of its run directory). An interrupt of
 * the calling thread ends a call with {@link SnapshotException} and stays set.
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
    return new DirectoryStore(images);
  }

  /**
   * Opens the image to start from and verifies every byte of it.
   *
   * <p>Leftovers of a write that was cut off are removed. For the newest, the previous, and the one
   * before another one, damaged images are renamed to {@code 0000018.broken} with a warning in the
   * log that gives the reason, and the next older one is tried; nothing is deleted. A second call
   * does all of this again and may return another image.
   *
   * @param from which image
   * @return the image; empty if {@link StartFrom#EMPTY} was asked for, or the newest where there
   *     has never been one
   * @throws SnapshotException if there are only damaged images, so that a start without state is
   *     always somebody's decision; if the previous one, the one before another, or the generation
   *     asked for does not exist, or that generation is damaged (it is left where it is); if an
   *     image cannot be read now or was written by a newer LiveImage (nothing is renamed)
   */
  Optional<Snapshot> open(StartFrom from);

  /**
   * Writes the next generation. When this returns, the image is on the disk, has been read back and
   * verified, and has its final name.
   *
   * <p>Numbers are never used twice, also those of damaged images and of writes that failed. No
   * image is removed for it, see {@link #prune}.
   *
   * @param draft what is saved
   * @param progress told as bytes move
   * @return the image as it is on disk
   * @throws SnapshotException if the image could not be written; what had been written of it is
   *     removed, and the images before it are untouched
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
}
