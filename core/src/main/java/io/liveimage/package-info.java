/**
 * The life of one process: parts started in order, watched, and stopped with their state saved.
 *
 * <p>Begin with {@link io.liveimage.Lifecycle}: {@code Lifecycle.start()} or its builder start a
 * host, {@link io.liveimage.Component} is what a part may implement, {@link
 * io.liveimage.StopRequest} and {@link io.liveimage.StopReport} are the two ends of a stop. Inside,
 * a start is a {@code StartSequence}, a stop is a {@code StopSequence}, and the {@code Keeper} is
 * the thread that owns the end of the process. Other jars join through {@link
 * io.liveimage.LifecycleExtension}.
 *
 * <pre>
 * NEW --&gt; STARTING --&gt; RUNNING --&gt; DRAINING --&gt; SAVING --&gt; STOPPING --&gt; STOPPED
 *             |           ^                       |           ^
 *             |           +--- save failed -------+           |
 *             +--- start failed, or stop asked ---------------+
 * </pre>
 */
@NullMarked
package io.liveimage;

import org.jspecify.annotations.NullMarked;
