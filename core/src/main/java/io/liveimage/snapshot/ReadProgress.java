package io.liveimage.snapshot;

/**
 * A watcher of an image being opened, which for gigabytes takes seconds: for progress lines.
 *
 * <p>It is called by the reading threads, perhaps by several at the same time, four times per
 * megabyte, and should return at once. Whatever it throws ends the opening.
 */
@FunctionalInterface
public interface ReadProgress {

  /** Watches nothing. */
  ReadProgress NONE = (generation, bytes, total) -> {};

  /**
   * Tells how much of an image has been read and checked. Another generation than before means that
   * the one before is damaged, or that more than one image is looked at.
   *
   * @param generation the image
   * @param bytes the bytes of its sections so far
   * @param total the bytes of all its sections
   */
  void verified(long generation, long bytes, long total);
}
