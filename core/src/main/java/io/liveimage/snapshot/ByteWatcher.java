package io.liveimage.snapshot;

import java.io.IOException;

/** Who is told how far a file has been written or read, and may end that. */
interface ByteWatcher {
  void moved(long end) throws IOException;
}
