package io.liveimage.snapshot;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;
import static java.nio.file.StandardCopyOption.ATOMIC_MOVE;
import static java.util.Objects.requireNonNull;

import io.liveimage.local.OwnFiles;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * A copy of an image, written like any image, beside its target; the last step gives it its name.
 */
record ImageExport(Snapshot image, Path target) {

  void run() {
    try {
      requireFree();
      copy(Files.createTempDirectory(requireNonNull(target.getParent()), ".tmp-export-"));
    } catch (IOException e) {
      throw failed(OwnFiles.reason(e), e);
    } catch (SnapshotException e) {
      throw failed(String.valueOf(e.getMessage()), e);
    }
  }

  private void requireFree() throws IOException {
    if (!Files.notExists(target, NOFOLLOW_LINKS)) {
      throw new FileAlreadyExistsException(target.toString());
    }
  }

  private SnapshotException failed(String reason, Exception cause) {
    return new SnapshotException(
        "Cannot export image %d to %s: %s".formatted(image.generation(), target, reason), cause);
  }

  private void copy(Path temporary) throws IOException {
    try {
      Path images = Files.createDirectory(temporary.resolve("images"));
      new NewImage(images, image.generation(), Compression.AUTO, image::createdAt)
          .write(draft(), WriteProgress.NONE);
      publish(isZip() ? zip(images, temporary.resolve("zip")) : images);
    } finally {
      DurableFiles.delete(temporary);
    }
  }

  private boolean isZip() {
    return target.getFileName().toString().endsWith(".zip");
  }

  private Draft draft() {
    List<Section> sections = new ArrayList<>();
    image.sectionNames().forEach(name -> image.section(name).ifPresent(sections::add));
    return new Draft(image.app(), image.timeline(), sections);
  }

  private void publish(Path finished) throws IOException {
    requireFree();
    Files.move(finished, target, ATOMIC_MOVE);
    OwnFiles.forceDirectory(requireNonNull(target.getParent()));
  }

  private static Path zip(Path images, Path file) throws IOException {
    try (DurableFile disk = new DurableFile(file, bytes -> {})) {
      ZipOutputStream zip = new ZipOutputStream(disk);
      for (Path each : files(images)) {
        zip.putNextEntry(new ZipEntry(images.relativize(each).toString().replace('\\', '/')));
        Files.copy(each, zip);
      }
      zip.finish();
      disk.force();
    }
    return file;
  }

  private static List<Path> files(Path images) throws IOException {
    try (Stream<Path> all = Files.walk(images)) {
      return all.filter(Files::isRegularFile).sorted().toList();
    }
  }
}
