package io.liveimage.benchmarks;

import java.time.Duration;

/**
 * What one host has cost.
 *
 * @param start from before the process to the host running
 * @param load what it has taken then
 * @param stop from the request to the end of the process
 */
record Sample(Duration start, Load load, Duration stop) {

  double startMillis() {
    return millis(start);
  }

  double cpuMillis() {
    return millis(load.cpu());
  }

  double megabytes() {
    return load.resident() / 1e6;
  }

  double threads() {
    return load.threads();
  }

  double stopMillis() {
    return millis(stop);
  }

  private static double millis(Duration duration) {
    return duration.toNanos() / 1e6;
  }
}
