package io.liveimage;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Makes the images of a run directory unwritable, for root as well, and writable again. */
final class ImagesInTheWay implements AutoCloseable {
  private final Path images;
  private final Path aside;

  ImagesInTheWay(Path home) throws IOException {
    images = home.resolve("images");
    aside = home.resolve("images-aside");
    if (Files.exists(images)) {
      Files.move(images, aside);
    }
    Files.createFile(images);
  }

  @Override
  public void close() throws IOException {
    Files.delete(images);
    if (Files.exists(aside)) {
      Files.move(aside, images);
    }
  }
}
