/**
 * Images of a host's state on disk: written whole or not at all, verified, kept in generations.
 *
 * <p>A {@link io.liveimage.snapshot.StateCodec} turns the state of one part of the host into a
 * {@link io.liveimage.snapshot.Section}. A {@link io.liveimage.snapshot.SnapshotStore} writes all
 * sections as the next generation and opens what {@link io.liveimage.snapshot.StartFrom} names; a
 * {@link io.liveimage.snapshot.Snapshot} gives the sections back, each checked again when it is
 * read. An image is a directory a person can look into: one file per section and a {@code
 * MANIFEST.json}, which is written last and says what the others must be.
 *
 * <pre>
 *  write    .tmp-0000018  --- forced, read back, verified ---&gt;  0000018
 *  open     0000018  --- damaged ---&gt;  0000018.broken, and 0000017 is tried; never deleted
 *  prune    0000013  ---&gt;  .tmp-0000013  ---&gt;  gone, when five newer images exist
 * </pre>
 *
 * A damaged image is set aside; an image that cannot be read now (no permission, a failing disk, a
 * newer format) is left alone and reported as {@link io.liveimage.snapshot.SnapshotException},
 * since the next attempt may succeed. This package knows nothing else of LiveImage.
 */
@NullMarked
package io.liveimage.snapshot;

import org.jspecify.annotations.NullMarked;
