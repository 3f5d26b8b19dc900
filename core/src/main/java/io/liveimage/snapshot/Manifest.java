package io.liveimage.snapshot;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.liveimage.snapshot.ImageStatus.SectionStatus;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;

/**
 * What an image says of itself in {@code MANIFEST.json}: JSON whose last property is the CRC32C of
 * all bytes before it, so that a damaged name or version is found like a damaged section. Every
 * format version, also later ones, has {@code format}, {@code formatVersion} and this last line.
 */
record Manifest(
    String format,
    int formatVersion,
    long generation,
    long timeline,
    String app,
    Instant createdAt,
    List<Entry> sections) {

  static final String FILE = "MANIFEST.json";
  static final int MAX_BYTES = 16 * 1024 * 1024;

  private static final String FORMAT = "liveimage";
  private static final int FORMAT_VERSION = 2;
  private static final String SEAL = ",\n  \"crc32c\" : \"";
  private static final String END = "\"\n}\n";
  private static final int SEAL_LENGTH = seal(new byte[0], 0).length();

  /** One section: what its file is called and what must be in it, as it is on the disk. */
  record Entry(
      String name,
      String file,
      SectionFormat format,
      OptionalLong journaled,
      Packing packing,
      long length,
      String checksum) {

    Section section(Content content) {
      return new Section(name, format, journaled, content);
    }

    SectionStatus status() {
      return new SectionStatus(name, format, length, journaled);
    }

    /** Returns the length of the content. */
    long plainLength() {
      return packing.plainLength().orElse(length);
    }

    private boolean isPlainFile() {
      return Section.isName(name)
          && file.equals(packing.file(name, format.fileExtension()))
          && !FILE.equalsIgnoreCase(file);
    }
  }

  /**
   * How content is kept in its file.
   *
   * @param plainLength the length of the content; empty if it is in the file as it is
   */
  record Packing(OptionalLong plainLength) {
    static final String ZSTD = "zstd";
    static final String ZSTD_ENDING = ".zst";
    static final Packing PLAIN = new Packing(OptionalLong.empty());

    static Packing zstd(long plainLength) {
      return new Packing(OptionalLong.of(plainLength));
    }

    boolean isCompressed() {
      return plainLength.isPresent();
    }

    String file(String section, String extension) {
      return section + "." + extension + (isCompressed() ? ZSTD_ENDING : "");
    }
  }

  static Manifest of(long generation, Draft draft, Instant createdAt, List<Entry> sections) {
    return new Manifest(
        FORMAT, FORMAT_VERSION, generation, draft.timeline(), draft.app(), createdAt, sections);
  }

  byte[] toBytes() {
    String json = ManifestJson.write(this);
    String open = json.substring(0, json.lastIndexOf("\n}"));
    byte[] content = open.getBytes(UTF_8);
    return (open + seal(content, content.length)).getBytes(UTF_8);
  }

  /**
   * Reads the manifest of the image in a directory, which is only named in messages.
   *
   * @throws CorruptImageException if these are not the bytes that were written
   * @throws SnapshotException if they were written by a newer LiveImage
   */
  static Manifest parse(Path directory, byte[] content) throws CorruptImageException {
    String json = unsealed(content);
    ManifestJson read = ManifestJson.read(json);
    requireKnownFormat(directory, read);
    Manifest manifest = read.manifest();
    manifest.requirePlainFiles();
    return manifest;
  }

  private static String seal(byte[] content, int length) {
    return SEAL + ImageFile.hex(ImageFile.checksum(content, length)) + END;
  }

  private static String unsealed(byte[] content) throws CorruptImageException {
    int end = content.length - SEAL_LENGTH;
    if (end < 0 || !new String(content, end, SEAL_LENGTH, UTF_8).equals(seal(content, end))) {
      throw new CorruptImageException(
          FILE
              + " is cut off or was changed: its last line is not the checksum of the lines above");
    }
    return new String(content, 0, end, UTF_8) + "\n}";
  }

  private static void requireKnownFormat(Path directory, ManifestJson read)
      throws CorruptImageException {
    String format = read.format();
    long version = read.formatVersion();
    if (!format.equals(FORMAT) || version < 1) {
      throw new CorruptImageException(
          "%s has format \"%s\" version %d, expected \"%s\" version 1 or later"
              .formatted(FILE, format, version, FORMAT));
    }
    if (version > FORMAT_VERSION) {
      throw new SnapshotException(
          ("Cannot open %s: it was written by a newer LiveImage (image format %d, this one reads up"
                  + " to %d). Run that LiveImage, or name an older image with"
                  + " liveimage.start=<generation>")
              .formatted(directory, version, FORMAT_VERSION));
    }
  }

  private void requirePlainFiles() throws CorruptImageException {
    var files = new HashSet<String>();
    for (Entry entry : sections) {
      if (!entry.isPlainFile()) {
        throw noPlainFile(entry.name(), entry.file());
      }
      if (!files.add(entry.name().toLowerCase(Locale.ROOT))) {
        throw new CorruptImageException(
            FILE + " names the section \"" + entry.name() + "\" twice (case is ignored)");
      }
    }
  }

  static CorruptImageException noPlainFile(String section, String file) {
    return new CorruptImageException(
        "%s names the file \"%s\" for section \"%s\", expected the section's name and an ending"
            .formatted(FILE, file, section));
  }
}
