package io.liveimage.snapshot;

import io.liveimage.snapshot.Manifest.Entry;
import io.liveimage.snapshot.Manifest.Packing;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * One section of an image that is written. Whether it is compressed depends on its length, which
 * may not be known before its first bytes are there; then its file is made, whose name tells.
 */
final class NewSection extends OutputStream {

  /** What is shorter gains a few blocks of the disk, and is better read as it is. */
  private static final int WORTH_COMPRESSING = 64 * 1024;

  private final Section section;
  private final Path directory;
  private final Crew crew;
  private final WriteProgress progress;
  private final boolean mayBeCompressed;
  private final BooleanSupplier compression;
  private final ByteArrayOutputStream head = new ByteArrayOutputStream(0);
  private @Nullable Target target;
  private long length;

  /** The file, and where to write what belongs into it. */
  private record Target(SectionFile file, OutputStream out, boolean compressed) {

    void finish() throws IOException, CorruptImageException {
      endCompression();
      file.finish();
    }

    void close() throws IOException {
      try (file) {
        endCompression();
      }
    }

    private void endCompression() throws IOException {
      if (compressed) {
        out.close();
      }
    }
  }

  NewSection(
      Section section,
      BooleanSupplier compression,
      Path directory,
      Crew crew,
      WriteProgress progress) {
    this.section = section;
    this.mayBeCompressed = isWorthCompressing(section.content());
    this.compression = compression;
    this.directory = directory;
    this.crew = crew;
    this.progress = progress;
  }

  private static boolean isWorthCompressing(Content content) {
    return content.isCompressible()
        && content.length().orElse(WORTH_COMPRESSING) >= WORTH_COMPRESSING;
  }

  /** Writes the section, and returns when it is on the disk and was read back. */
  Entry write() throws IOException, CorruptImageException {
    try (this) {
      section.content().writeTo(this);
      Target written = target();
      written.finish();
      return entry(written);
    }
  }

  private Entry entry(Target written) {
    Packing packing = packing(written.compressed);
    return new Entry(
        section.name(),
        fileName(packing),
        section.format(),
        section.journaled(),
        packing,
        written.file.length(),
        ImageFile.hex(written.file.checksum()));
  }

  @Override
  public void write(int value) throws IOException {
    length++;
    out().write(value);
  }

  @Override
  public void write(byte[] bytes, int offset, int count) throws IOException {
    length += count;
    out().write(bytes, offset, count);
  }

  private OutputStream out() throws IOException {
    return target == null && mayBeCompressed && length < WORTH_COMPRESSING ? head : target().out;
  }

  private Target target() throws IOException {
    Target known = target;
    if (known == null) {
      known = open(mayBeCompressed && length >= WORTH_COMPRESSING && compression.getAsBoolean());
      target = known;
      head.writeTo(known.out);
    }
    return known;
  }

  private Target open(boolean compressed) throws IOException {
    String name = fileName(packing(compressed));
    var file = new SectionFile(directory, name, section.name(), crew, progress);
    return new Target(file, compressed ? Zstd.compressing(file.out()) : file.out(), compressed);
  }

  private String fileName(Packing packing) {
    return packing.file(section.name(), section.format().fileExtension());
  }

  private Packing packing(boolean compressed) {
    return compressed ? Packing.zstd(length) : Packing.PLAIN;
  }

  @Override
  public void close() throws IOException {
    if (target != null) {
      target.close();
    }
  }
}
