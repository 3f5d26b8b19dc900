/**
 * What is left when the power goes, or a process is killed, at any moment.
 *
 * <p>{@link io.liveimage.crash.Disk} is a file system in memory that remembers each operation;
 * {@link io.liveimage.crash.PowerLoss} tells all that could be on it after a power loss, and {@link
 * io.liveimage.crash.Exploration} starts the real code on each of these. The rest kills real
 * processes.
 */
@NullMarked
package io.liveimage.crash;

import org.jspecify.annotations.NullMarked;
