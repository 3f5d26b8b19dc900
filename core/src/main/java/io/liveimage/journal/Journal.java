package io.liveimage.journal;

import java.util.concurrent.CompletableFuture;

/**
 * The journal of one component's state: every change of the state is an event that goes through it.
 * An event is applied to the state, then written; who appended it hears of it when it is durable.
 * When the host starts, the events that the image does not include are applied again.
 *
 * <p>Safe for use by many threads, whose events are made durable together. Events are applied one
 * at a time, in the order of their numbers, under the barrier of the state. Others may see an event
 * in the state before it is durable; whatever they append because of it becomes durable after it.
 *
 * @param <E> the type of the events
 */
public interface Journal<E> {

  /**
   * Applies an event to the state and returns when it is durable. When there is no room for it the
   * call waits; an interrupt does not end it and stays set.
   *
   * @param event what happens; not to be changed any more
   * @throws RuntimeException what applying it throws: it did not happen then, and is not written
   * @throws JournalException if the event cannot be encoded, or the journal takes none now: the
   *     state is as it was then; or if it was applied and could not be written: see {@link
   *     InDoubtException}
   */
  void append(E event);

  /**
   * Applies an event to the state and does not wait until it is durable. When there is no room for
   * it the call waits.
   *
   * @param event what happens; not to be changed any more
   * @return completes with the number of the event when it is durable, or with {@link
   *     InDoubtException}; what depends on it runs on the journal's thread and must return soon
   * @throws RuntimeException as {@link #append}
   * @throws JournalException as {@link #append}
   */
  CompletableFuture<Long> submit(E event);

  /**
   * Returns when every event that is applied already is durable, in the journal or in an image.
   *
   * @throws InDoubtException if one cannot be written
   */
  void sync();

  /**
   * Returns the number of the last event that was applied.
   *
   * @return the number, which grows by one with each event; 0 when there was none yet
   */
  long sequence();
}
