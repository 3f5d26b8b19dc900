package io.liveimage.metrics;

import static java.util.Objects.requireNonNull;

import io.liveimage.Lifecycle;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The state, timings, failures and image of a host as meters; {@code docs/metrics.md} lists them.
 *
 * <p>The meters carry the tag {@code name}, the name of the host: two hosts of the same name in one
 * registry need another tag that tells them apart. Reading a meter calls no code of the host. When
 * the host has stopped, its meters leave the registry, and nothing holds the host there.
 *
 * <p>Safe for use by many threads at once.
 */
public final class LifecycleMetrics implements MeterBinder, AutoCloseable {
  private final Lifecycle lifecycle;
  private final Tags tags;
  private final Map<MeterRegistry, Binding> bindings = new ConcurrentHashMap<>();

  /**
   * Makes meters for a host, without other tags than its name.
   *
   * @param lifecycle the host
   */
  public LifecycleMetrics(Lifecycle lifecycle) {
    this(lifecycle, List.of());
  }

  /**
   * Makes meters for a host.
   *
   * @param lifecycle the host
   * @param tags further tags of every meter
   */
  public LifecycleMetrics(Lifecycle lifecycle, Iterable<Tag> tags) {
    this.lifecycle = requireNonNull(lifecycle, "lifecycle");
    this.tags = Tags.of("name", lifecycle.name()).and(tags);
  }

  /**
   * Adds the meters to a registry, with the timings of the start that is over. Does nothing for a
   * registry that has them already, or when the host has stopped.
   *
   * @param registry gets the meters
   */
  @Override
  public void bindTo(MeterRegistry registry) {
    Meters meters = new Meters(registry, tags);
    Binding binding = new Binding(lifecycle, meters, () -> bindings.remove(registry));
    if (bindings.putIfAbsent(registry, binding) == null) {
      binding.begin();
    }
  }

  /**
   * Removes the meters from all registries; the host is not touched. A second call does nothing.
   */
  @Override
  public void close() {
    bindings.values().forEach(Binding::end);
  }
}
