package io.liveimage.journal;

import java.util.function.LongFunction;

/**
 * A journal as the host sees it that it belongs to.
 *
 * @param <E> the type of the events
 */
public interface BoundJournal<E> extends Journal<E> {

  /**
   * Captures the state while no event is applied, and begins a new segment with the next event. The
   * barrier of the state is held; nothing is written.
   *
   * @param capture takes the number of the last event the state includes
   * @param <T> what is captured
   * @return what was captured
   */
  <T> T capture(LongFunction<T> capture);

  /**
   * Tells that an image which includes all events up to a number is saved. A journal that had
   * failed takes events again if these are all that were applied.
   *
   * @param sequence the number that {@link #capture} told
   */
  void saved(long sequence);

  /**
   * Takes no events until {@link #resume} is called: the component is being restarted.
   *
   * @param reason why, for those whose events are refused
   */
  void suspend(String reason);

  /** Takes events again after {@link #suspend}. */
  void resume();

  /**
   * Returns how the journal is doing.
   *
   * @return its figures at this moment
   */
  JournalStatus status();
}
