package io.liveimage.journal;

/**
 * What came of a replay.
 *
 * @param sequence the number of the last event the state includes now
 * @param bytes how many bytes were replayed
 */
record Replayed(long sequence, long bytes) {}
