package io.liveimage.snapshot;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** What is in a directory of images, as a person sees it with {@code ls -a}. */
final class ImageNames {

  private ImageNames() {}

  static List<String> in(Path images) throws IOException {
    try (Stream<Path> entries = Files.list(images)) {
      return entries.map(entry -> entry.getFileName().toString()).sorted().toList();
    }
  }
}
