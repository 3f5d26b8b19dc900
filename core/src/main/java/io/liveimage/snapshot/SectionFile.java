package io.liveimage.snapshot;

import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * The file of one section on its way to the disk: while the next part is written, the one before is
 * forced and read back.
 */
final class SectionFile implements Closeable {

  /** So little that a slow disk still shows progress within the seconds a stall deadline allows. */
  private static final long PART = 32 * 1024 * 1024;

  private final String section;
  private final ImageFile image;
  private final DurableFile file;
  private final Crew crew;
  private final WriteProgress progress;
  private @Nullable ReadBack back;
  private Future<?> behind = CompletableFuture.completedFuture(null);
  private long handedOver;

  SectionFile(Path directory, String name, String section, Crew crew, WriteProgress progress)
      throws IOException {
    this.section = section;
    this.image = new ImageFile(directory, name);
    this.crew = crew;
    this.progress = progress;
    this.file = new DurableFile(directory.resolve(name), this::written);
  }

  /** Returns where the file is filled. */
  OutputStream out() {
    return file;
  }

  private void written(long length) throws IOException {
    crew.requireUnbroken();
    progress.written(section, length);
    if (length - handedOver >= PART) {
      handOver(length);
    }
  }

  private void handOver(long length) throws IOException {
    awaitPart();
    handedOver = length;
    ReadBack part = back();
    behind =
        crew.begin(
            () -> {
              file.forceContent();
              part.readTo(length);
            });
  }

  private void awaitPart() throws IOException {
    try {
      Crew.await(behind);
    } catch (CorruptImageException e) {
      throw new IOException(e.reason(), e);
    }
  }

  private ReadBack back() throws IOException {
    if (back == null) {
      back = image.readBack(file.length(), bytes -> progress.verified(section, bytes));
    }
    return back;
  }

  /** Returns when all of the file is on the disk and has been read back as it was written. */
  void finish() throws IOException, CorruptImageException {
    file.flush();
    awaitPart();
    if (Crew.isWorthAThread(file.length() - handedOver)) {
      behind = crew.begin(this::force);
    } else {
      force();
    }
    readRest();
    awaitPart();
  }

  private void force() throws IOException {
    file.force();
    progress.written(section, file.length());
    progress.complete(section, file.length());
  }

  private void readRest() throws IOException, CorruptImageException {
    ReadBack rest = back();
    image.requireLength(rest.readTo(file.length() + 1), file.length());
    image.requireChecksum(rest.checksum(), ImageFile.hex(file.checksum()));
  }

  long length() {
    return file.length();
  }

  int checksum() {
    return file.checksum();
  }

  /** Closes the file when nobody works on it any more. */
  @Override
  public void close() throws IOException {
    try (file;
        ReadBack open = back) {
      Crew.settle(behind, () -> {});
    }
  }
}
