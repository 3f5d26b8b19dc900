/**
 * The life of one process: parts started in order, watched, and stopped with their state saved.
 *
 * <p>Begin with {@link io.liveimage.Lifecycle}: {@code Lifecycle.start()} or its builder start a
 * host, {@link io.liveimage.Component} is what a part may implement, {@link
 * io.liveimage.StopRequest} and {@link io.liveimage.StopReport} are the two ends of a stop.
 *
 * <p>Inside, the components are {@code Parts}. A call to several of them is a {@code Wave}: each in
 * its place, independent ones at the same time, each a {@code PartCall} within its limit. Waves
 * make the {@code StartSequence}, the {@code LateStart}, the {@code RestartSequence} and the {@code
 * StopSequence}; {@code Turns} lets one of them change what runs at a time.
 *
 * <p>Each state is a {@code Claim} in the {@code StateRegistry}; a {@code CaptureRound} captures
 * them, an {@code ImageSave} takes that to the {@code ImageWriter}, and {@code Retention} removes
 * what is older. {@code Checkpoints} saves the running host. {@code ImageChoice} finds what a start
 * is from, {@code Timelines} which events follow it. The {@code Keeper} is the thread that carries
 * out stops and owns the end of the process, {@code StopDeadline} its clock. Other jars join
 * through {@link io.liveimage.LifecycleExtension}.
 *
 * <pre>
 * NEW --&gt; STARTING --&gt; RUNNING --&gt; DRAINING --&gt; SAVING --&gt; STOPPING --&gt; STOPPED
 *             |           ^                       |           ^
 *             |           +--- save failed -------+           |
 *             +--- start failed, or stop asked ---------------+
 * </pre>
 *
 * Restarts, late starts and saves of the running host happen inside {@code RUNNING}.
 */
@NullMarked
package io.liveimage;

import org.jspecify.annotations.NullMarked;
