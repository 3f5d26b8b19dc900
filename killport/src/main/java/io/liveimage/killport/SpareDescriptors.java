package io.liveimage.killport;

import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * File descriptors set aside for when the process has no more: one for a connection, three for the
 * look into {@code /proc} that tells whose it is. Used by the port's thread only.
 */
final class SpareDescriptors {
  private static final int COUNT = 4;

  private final Deque<SocketChannel> spare = new ArrayDeque<>(COUNT + 1);

  /** Sets aside what is missing, as far as there are any. */
  void restore() {
    try {
      while (spare.size() < COUNT) {
        spare.add(SocketChannel.open());
      }
    } catch (IOException e) {
      // there are no more; tried again
    }
  }

  /**
   * Lets all go.
   *
   * @return whether there were any
   */
  boolean letGo() throws IOException {
    boolean any = !spare.isEmpty();
    while (!spare.isEmpty()) {
      spare.remove().close();
    }
    return any;
  }
}
