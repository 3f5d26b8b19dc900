package io.liveimage.crash;

/**
 * What a disk was asked for, in terms of inodes. All but a force may be lost until there is one.
 */
sealed interface Operation {

  /** Returns the file or directory that is changed. */
  int node();

  record Link(int node, String name, int target, boolean directory) implements Operation {}

  record Unlink(int node, String name, int target) implements Operation {}

  record Rename(int node, String from, String to, int target) implements Operation {}

  record Write(int node, int offset, byte[] bytes) implements Operation {}

  record Resize(int node, int size) implements Operation {}

  record Force(int node) implements Operation {}

  /**
   * After it the fate of what was to be forced of a file is open for ever, as in Linux. Names are
   * in the journal of the file system, which a later force writes, or none.
   */
  record FailedForce(int node) implements Operation {}
}
