package io.liveimage.benchmarks;

/**
 * A bare host and a subject, measured one right after the other.
 *
 * @param bare the baseline
 * @param subject what is compared with it
 */
record Pair(Sample bare, Sample subject) {}
