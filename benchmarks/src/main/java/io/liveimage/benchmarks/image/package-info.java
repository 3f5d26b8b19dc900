/**
 * What saving and restoring costs, side by side with peers and with the disk.
 *
 * <p>{@link io.liveimage.benchmarks.image.ImageBenchmarks} is the command. A {@code
 * StateComparison} lets {@code Contender}s write and read the same state in turn, each a {@code
 * Storage} in a {@code Worker} process of its own, so that none is compiled for what another one
 * does. A {@code PauseBenchmark} captures states under a lock, and a {@code JournalBenchmark} lets
 * {@code Writers} append to one {@code EventLog} after the other.
 */
@NullMarked
package io.liveimage.benchmarks.image;

import org.jspecify.annotations.NullMarked;
