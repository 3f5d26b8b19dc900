package io.liveimage.snapshot;

/**
 * A watcher of an image being written, told as bytes move: for stall deadlines and progress lines.
 *
 * <p>It is called by the writing threads, perhaps by several at the same time, four times per
 * megabyte, and should return at once. Whatever it throws ends the write, which then leaves nothing
 * behind.
 */
@FunctionalInterface
public interface WriteProgress {

  /** Watches nothing. */
  WriteProgress NONE = (section, bytes) -> {};

  /**
   * Tells how much of a section has been handed to the disk.
   *
   * @param section the section's name
   * @param bytes the bytes of this section so far
   */
  void written(String section, long bytes);

  /**
   * Tells that all of a section is on the disk. Does nothing unless overridden.
   *
   * @param section the section's name
   * @param bytes its length in the image
   */
  default void complete(String section, long bytes) {}

  /**
   * Tells how much of a section has been read back and checked, which goes on behind the writing.
   * Does nothing unless overridden; whoever watches for stalls should.
   *
   * @param section the section's name
   * @param bytes the bytes of this section so far
   */
  default void verified(String section, long bytes) {}
}
