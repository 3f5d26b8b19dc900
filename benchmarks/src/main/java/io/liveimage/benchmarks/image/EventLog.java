package io.liveimage.benchmarks.image;

/** One way to make events durable. Safe for use by many threads. */
interface EventLog extends AutoCloseable {

  /** Applies an event to the state, if there is one, and returns when it is on the disk. */
  void append(Booking booking) throws Exception;

  @Override
  void close() throws Exception;
}
