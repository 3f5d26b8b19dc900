package io.liveimage.snapshot;

import static java.util.Objects.requireNonNull;

import java.util.regex.Pattern;

/**
 * What the bytes of a section are, as its image tells.
 *
 * @param codec the id of the codec that made them
 * @param codecVersion the version of that codec
 * @param type what the state is, for whoever looks at the image
 * @param schema the version of the state's shape, which its component raises, see {@link
 *     StateCodec#schema}
 * @param fileExtension the ending of the file, 1 to 16 letters and digits in lower case
 */
public record SectionFormat(
    String codec, int codecVersion, String type, int schema, String fileExtension) {

  private static final Pattern EXTENSION = Pattern.compile("[a-z0-9]{1,16}");

  /**
   * Checks that the section can be a file.
   *
   * @param codec the id of the codec
   * @param codecVersion the version of the codec
   * @param type what the state is
   * @param schema the version of the state's shape
   * @param fileExtension the ending of the file
   * @throws IllegalArgumentException if the file extension cannot be used
   */
  public SectionFormat {
    requireNonNull(codec, "codec");
    requireNonNull(type, "type");
    if (!isExtension(fileExtension)) {
      throw new IllegalArgumentException(
          ("The file extension \"%s\" of codec %s cannot be used: expected 1 to 16 letters and"
                  + " digits in lower case, without a dot")
              .formatted(fileExtension, codec));
    }
  }

  /**
   * Returns what a codec makes.
   *
   * @param codec the codec
   * @return the format
   * @throws IllegalArgumentException if the codec's file extension cannot be used
   */
  public static SectionFormat of(StateCodec<?> codec) {
    return new SectionFormat(
        codec.id(), codec.version(), codec.type(), codec.schema(), codec.fileExtension());
  }

  /** Refuses what a newer version of the host wrote. */
  void requireSchemaUpTo(int known) {
    if (schema > known) {
      throw new SnapshotException(
          ("Cannot read %s: the image was written with schema %d, this code knows schemas up to %d."
                  + " Start the version of the host that wrote it, or a newer one")
              .formatted(type, schema, known));
    }
  }

  static boolean isExtension(String fileExtension) {
    return EXTENSION.matcher(fileExtension).matches();
  }
}
