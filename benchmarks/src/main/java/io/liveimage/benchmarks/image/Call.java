package io.liveimage.benchmarks.image;

/**
 * What one call has cost.
 *
 * @param wall nanoseconds by the clock
 * @param cpu nanoseconds of all threads of the process, the JVM's own among them
 * @param bytes what is on the disk after it
 */
record Call(long wall, long cpu, long bytes) {

  /** Reads what {@link #toString} has written. */
  static Call parse(String line) {
    String[] numbers = line.split(" ", -1);
    return new Call(
        Long.parseLong(numbers[0]), Long.parseLong(numbers[1]), Long.parseLong(numbers[2]));
  }

  @Override
  public String toString() {
    return wall + " " + cpu + " " + bytes;
  }
}
