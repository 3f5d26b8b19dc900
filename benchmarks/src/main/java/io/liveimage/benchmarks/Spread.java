package io.liveimage.benchmarks;

import java.util.stream.DoubleStream;

/**
 * The middle and the ends of some figures.
 *
 * @param min the smallest
 * @param median the one in the middle, or the mean of the two
 * @param max the largest
 */
public record Spread(double min, double median, double max) {

  /**
   * Returns the spread of some figures.
   *
   * @param figures one or more
   * @return their middle and their ends
   */
  public static Spread of(DoubleStream figures) {
    double[] sorted = figures.sorted().toArray();
    int middle = sorted.length / 2;
    double median =
        sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    return new Spread(sorted[0], median, sorted[sorted.length - 1]);
  }
}
