package io.liveimage.journal;

import java.time.Duration;

/**
 * How much a journal may take.
 *
 * @param pending how many bytes may wait for the disk; who appends more has to wait, too
 * @param due after how many bytes since the last image one is due, see {@link
 *     JournalListener#grown}
 * @param most how many bytes since the last image it takes; then it takes no more events until one
 *     is saved
 * @param stall how long the disk may move no byte before the journal counts as failed
 * @param cutsDamage whether a journal that is damaged in its middle is cut there; otherwise the
 *     start is refused
 */
public record JournalLimits(long pending, long due, long most, Duration stall, boolean cutsDamage) {

  /** Limits for a host that has said nothing about them. */
  public static final JournalLimits DEFAULT =
      new JournalLimits(
          8L * 1024 * 1024, 64L * 1024 * 1024, 1024L * 1024 * 1024, Duration.ofSeconds(10), false);
}
