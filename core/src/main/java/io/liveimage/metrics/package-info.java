/**
 * The life of a host as Micrometer meters: {@link io.liveimage.metrics.LifecycleMetrics}.
 *
 * <p>Nothing here is loaded by a host that does not use it. Inside, a {@code Binding} keeps the
 * meters of one registry.
 */
@NullMarked
package io.liveimage.metrics;

import org.jspecify.annotations.NullMarked;
