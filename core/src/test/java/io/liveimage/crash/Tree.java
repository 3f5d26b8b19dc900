package io.liveimage.crash;

import java.nio.ByteBuffer;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * All files of a disk by their absolute paths.
 *
 * @param files the content of each file; a directory ends with a slash and has none
 */
record Tree(SortedMap<String, ByteBuffer> files) {

  static final Tree EMPTY = of();

  /** Returns a tree of directories. */
  static Tree of(String... directories) {
    var files = new TreeMap<String, ByteBuffer>();
    List.of(directories).forEach(each -> files.put(each, ByteBuffer.allocate(0)));
    return new Tree(files);
  }

  Tree {
    files = Collections.unmodifiableSortedMap(new TreeMap<>(files));
  }

  @Override
  public String toString() {
    var text = new StringBuilder();
    files.forEach(
        (path, content) -> text.append("\n  ").append(path).append(' ').append(size(content)));
    return text.toString();
  }

  private static String size(ByteBuffer content) {
    return content.hasRemaining() ? content.remaining() + " bytes" : "";
  }
}
