package io.liveimage.journal;

import org.jspecify.annotations.Nullable;

/**
 * Tells that an event could not be appended, or a journal not be opened or replayed. The message
 * names the journal, the reason and what can be done.
 */
public class JournalException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /**
   * Makes an exception.
   *
   * @param message what failed, where and why
   * @param cause what was thrown underneath, or null if there is nothing
   */
  public JournalException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
