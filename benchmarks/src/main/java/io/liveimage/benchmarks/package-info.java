/**
 * What a live image costs: hosts in processes of their own, side by side with a bare {@code main}.
 *
 * <p>{@link io.liveimage.benchmarks.Benchmarks} is the command. A {@code StartBenchmark} starts the
 * {@code Subject}s in turn, each in a pair with its baseline, as {@code HostProcess}es. Such a
 * process runs one of the hosts ({@code BareHost}, {@code LiveImageHost}, {@code SpringHost},
 * {@code GuavaHost}) and tells over its standard streams, through {@code Benchmarked}, when it runs
 * and when it begins to stop. Clock and figures are those of the parent and of the kernel, so that
 * measuring adds nothing to the host.
 */
@NullMarked
package io.liveimage.benchmarks;

import org.jspecify.annotations.NullMarked;
