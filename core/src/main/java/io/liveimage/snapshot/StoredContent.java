package io.liveimage.snapshot;

import io.liveimage.snapshot.Manifest.Entry;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.OptionalLong;
import java.util.zip.CRC32C;

/** A section in its file, whose length and checksum are checked again whenever it is read. */
final class StoredContent implements Content {
  private final Path directory;
  private final Entry entry;

  StoredContent(Path directory, Entry entry) {
    this.directory = directory;
    this.entry = entry;
  }

  @Override
  public OptionalLong length() {
    return OptionalLong.of(entry.plainLength());
  }

  /** What was not worth it once is not now. */
  @Override
  public boolean isCompressible() {
    return entry.packing().isCompressed();
  }

  @Override
  public InputStream open() throws IOException {
    if (entry.packing().isCompressed() && !Zstd.isUsable()) {
      throw new IOException(entry.file() + " is compressed with zstd, but " + Zstd.problem());
    }
    var file = new Checked(new ImageFile(directory, entry.file()).openFile());
    return entry.packing().isCompressed() ? decompressed(file) : file;
  }

  private InputStream decompressed(Checked file) throws IOException {
    try {
      return new Bounded(Zstd.decompressing(file));
    } catch (IOException | RuntimeException | Error e) {
      file.close();
      throw e;
    }
  }

  private IOException changed(String reason) {
    return new IOException(
        "%s of %s was changed since the image was verified: %s"
            .formatted(entry.file(), directory, reason));
  }

  /** All reading goes through one method. */
  private abstract static class Watched extends FilterInputStream {
    Watched(InputStream in) {
      super(in);
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public long skip(long count) throws IOException {
      int length = (int) Math.max(0, Math.min(count, DurableFiles.CHUNK));
      return Math.max(0, read(new byte[length], 0, length));
    }

    @Override
    public boolean markSupported() {
      return false;
    }
  }

  /** The bytes of the file, complete and unchanged when its end is reached. */
  private final class Checked extends Watched {
    private final CRC32C checksum = new CRC32C();
    private long end;

    Checked(InputStream file) {
      super(file);
    }

    @Override
    public int read(byte[] bytes, int offset, int count) throws IOException {
      int read = super.read(bytes, offset, Math.min(count, DurableFiles.CHUNK));
      if (read < 0) {
        requireUnchanged();
      } else {
        checksum.update(bytes, offset, read);
        end += read;
      }
      return read;
    }

    private void requireUnchanged() throws IOException {
      if (end != entry.length()) {
        throw changed("%d bytes instead of %d".formatted(end, entry.length()));
      }
      if (!ImageFile.hex((int) checksum.getValue()).equals(entry.checksum())) {
        throw changed("its checksum is another one");
      }
    }
  }

  /** Decompressed bytes, never more than the manifest says. */
  private final class Bounded extends Watched {
    private long end;

    Bounded(InputStream zstd) {
      super(zstd);
    }

    @Override
    public int read(byte[] bytes, int offset, int count) throws IOException {
      int read = super.read(bytes, offset, count);
      end += Math.max(0, read);
      if (end > entry.plainLength() || (read < 0 && end < entry.plainLength())) {
        throw new IOException(
            "%s of %s holds %s than the %d bytes that the manifest tells"
                .formatted(
                    entry.file(), directory, read < 0 ? "less" : "more", entry.plainLength()));
      }
      return read;
    }
  }
}
