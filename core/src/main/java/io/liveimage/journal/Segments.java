package io.liveimage.journal;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The segments of one journal, oldest first.
 *
 * @param directory where they are
 * @param names their names
 */
record Segments(Path directory, List<SegmentName> names) {

  /** Returns the segments in a directory, which need not exist. */
  static Segments in(Path directory) throws IOException {
    var names = new ArrayList<SegmentName>();
    if (Files.isDirectory(directory)) {
      try (DirectoryStream<Path> files = Files.newDirectoryStream(directory)) {
        files.forEach(
            file -> SegmentName.parse(file.getFileName().toString()).ifPresent(names::add));
      } catch (DirectoryIteratorException e) {
        throw e.getCause();
      }
    }
    return new Segments(directory, names.stream().sorted().toList());
  }

  Segments of(Lineage lineage) {
    return new Segments(
        directory, names.stream().filter(name -> lineage.has(name.timeline())).toList());
  }

  /** Returns these up to the last one that has events; a header alone was never used. */
  Segments used() throws IOException {
    int end = names.size();
    while (end > 0 && Files.size(path(end - 1)) <= SegmentHeader.LENGTH) {
      end--;
    }
    return new Segments(directory, names.subList(0, end));
  }

  int size() {
    return names.size();
  }

  Path path(int index) {
    return directory.resolve(names.get(index).file());
  }

  long first(int index) {
    return names.get(index).first();
  }

  boolean isLast(int index) {
    return index == names.size() - 1;
  }

  /**
   * Returns the number that the next segment begins with; what is here from it on is there, too.
   */
  long end(int index) {
    return isLast(index) ? Long.MAX_VALUE : first(index + 1);
  }

  String describe() {
    return names.stream().map(SegmentName::file).collect(Collectors.joining(", "));
  }
}
