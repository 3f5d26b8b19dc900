package io.liveimage.journal;

import java.util.Optional;

/**
 * How a journal is doing.
 *
 * @param name its name, which is that of the state it belongs to
 * @param sequence the number of the last event that was applied
 * @param durable the number of the last event that is durable
 * @param appended how many events were appended since the host started
 * @param forces how often the disk was waited for since the host started
 * @param bytes how many bytes were written since the host started
 * @param bytesSinceImage how many bytes the next start has to replay
 * @param failure why it takes no events now, if it does not
 */
public record JournalStatus(
    String name,
    long sequence,
    long durable,
    long appended,
    long forces,
    long bytes,
    long bytesSinceImage,
    Optional<String> failure) {}
