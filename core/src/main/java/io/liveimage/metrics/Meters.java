package io.liveimage.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.TimeGauge;
import io.micrometer.core.instrument.Timer;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;

/**
 * What one host has put into one registry, to be taken back in one go. The same meter may be put
 * there again: it stays as it is. Of the objects that are asked for values the registry has weak
 * references. Thread-safe.
 */
final class Meters {
  private static final String PREFIX = "liveimage.";

  private final MeterRegistry registry;
  private final Tags common;
  private final Map<Meter.Id, Meter> registered = new LinkedHashMap<>();
  private boolean removed;

  Meters(MeterRegistry registry, Tags common) {
    this.registry = registry;
    this.common = common;
  }

  <T> void gauge(
      String name, String description, T source, ToDoubleFunction<T> value, String... tags) {
    put(
        Gauge.builder(PREFIX + name, source, value).description(description).tags(common.and(tags))
            ::register);
  }

  <T> void size(
      String name, String description, T source, ToDoubleFunction<T> value, String... tags) {
    put(
        Gauge.builder(PREFIX + name, source, value)
                .description(description)
                .baseUnit("bytes")
                .tags(common.and(tags))
            ::register);
  }

  <T> void seconds(String name, String description, T source, ToDoubleFunction<T> value) {
    put(
        TimeGauge.builder(PREFIX + name, source, TimeUnit.SECONDS, value)
                .description(description)
                .tags(common)
            ::register);
  }

  <T> void count(
      String name, String description, T source, ToDoubleFunction<T> value, String... tags) {
    put(
        FunctionCounter.builder(PREFIX + name, source, value)
                .description(description)
                .tags(common.and(tags))
            ::register);
  }

  Counter counter(String name, String description, String... tags) {
    return put(
        Counter.builder(PREFIX + name).description(description).tags(common.and(tags))::register);
  }

  Timer timer(String name, String description, String... tags) {
    return put(
        Timer.builder(PREFIX + name).description(description).tags(common.and(tags))::register);
  }

  DistributionSummary bytes(String name, String description) {
    return put(
        DistributionSummary.builder(PREFIX + name)
                .description(description)
                .baseUnit("bytes")
                .tags(common)
            ::register);
  }

  @FunctionalInterface
  private interface Registration<M extends Meter> {
    M in(MeterRegistry registry);
  }

  /** After the end a meter still can be written to, and is in the registry no more. */
  private synchronized <M extends Meter> M put(Registration<M> registration) {
    M meter = registration.in(registry);
    if (removed) {
      registry.remove(meter);
    } else {
      registered.put(meter.getId(), meter);
    }
    return meter;
  }

  synchronized void removeAll() {
    removed = true;
    registered.values().forEach(registry::remove);
    registered.clear();
  }
}
