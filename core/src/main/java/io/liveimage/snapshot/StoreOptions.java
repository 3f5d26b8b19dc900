package io.liveimage.snapshot;

import static java.util.Objects.requireNonNull;

/**
 * How a store of images writes them.
 *
 * @param compression whether sections are compressed
 */
public record StoreOptions(Compression compression) {

  /** What is good for most hosts: sections are compressed where that can be done. */
  public static final StoreOptions DEFAULT = new StoreOptions(Compression.AUTO);

  /**
   * Checks the options.
   *
   * @param compression whether sections are compressed
   */
  public StoreOptions {
    requireNonNull(compression, "compression");
  }
}
