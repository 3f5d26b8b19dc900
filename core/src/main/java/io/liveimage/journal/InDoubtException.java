package io.liveimage.journal;

import org.jspecify.annotations.Nullable;

/**
 * Tells that an event was applied to the state, and may or may not be on the disk. The journal
 * takes no further events until an image is saved, which includes it.
 */
public final class InDoubtException extends JournalException {

  private static final long serialVersionUID = 1L;

  /**
   * Makes an exception.
   *
   * @param message what failed, where and why
   * @param cause what was thrown underneath, or null if there is nothing
   */
  public InDoubtException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
