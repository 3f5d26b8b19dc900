package io.liveimage.snapshot;

/**
 * What came of reading an image from its first to its last byte.
 *
 * @param generation the image
 * @param outcome how it is
 * @param reason why, in one line for a person; empty if it is valid
 */
public record Verification(long generation, Outcome outcome, String reason) {

  /** How an image can be. */
  public enum Outcome {
    /** Every byte is what was written. */
    VALID,
    /** It is not what was written; reading it again does not help. */
    DAMAGED,
    /** It cannot be read now, for instance for lack of permission, or by this version. */
    UNREADABLE,
    /** It is not there: never was, or was removed or set aside meanwhile. */
    MISSING
  }

  /**
   * Returns whether the image can be used.
   *
   * @return true if every byte is what was written
   */
  public boolean isValid() {
    return outcome == Outcome.VALID;
  }
}
