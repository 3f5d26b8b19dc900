package io.liveimage.benchmarks.image;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * One way to bring state to the disk and back. It may keep what it can use a second time.
 *
 * @param <S> the type of the state
 */
interface Storage<S> {

  /**
   * Writes the parts of a state; they are on the disk when it returns.
   *
   * @param directory the same each time
   */
  void write(List<S> parts, Path directory) throws IOException;

  /** Reads what was written last. */
  List<S> read(Path directory) throws IOException;
}
