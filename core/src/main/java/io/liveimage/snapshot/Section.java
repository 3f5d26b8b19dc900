package io.liveimage.snapshot;

import static java.util.Objects.requireNonNull;

import java.util.Arrays;
import java.util.Locale;
import java.util.Objects;
import java.util.regex.Pattern;

/**
 * The encoded state of one part of a host.
 *
 * <p>A section may be written again as it is, without its type being there: what nobody has claimed
 * is carried from image to image.
 *
 * @param name the section's name, which is also the name of its file: 1 to 100 letters, digits,
 *     {@code . _ -}, the first a letter or digit
 * @param codec the id of the codec that made the content
 * @param codecVersion the version of that codec
 * @param type what the state is, for whoever looks at the image
 * @param fileExtension the ending of the file, 1 to 16 letters and digits in lower case
 * @param content the encoded state; neither copied nor to be modified
 */
@SuppressWarnings(
    "ArrayRecordComponent") // equals and hashCode look into it; copies may be gigabytes
public record Section(
    String name,
    String codec,
    int codecVersion,
    String type,
    String fileExtension,
    byte[] content) {

  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,99}");
  private static final Pattern EXTENSION = Pattern.compile("[a-z0-9]{1,16}");

  /**
   * Checks that the section can be a file.
   *
   * @param name the section's name
   * @param codec the id of the codec
   * @param codecVersion the version of the codec
   * @param type what the state is
   * @param fileExtension the ending of the file
   * @param content the encoded state
   * @throws IllegalArgumentException if the name or the file extension cannot be used
   */
  public Section {
    requireNonNull(codec, "codec");
    requireNonNull(type, "type");
    requireNonNull(content, "content");
    if (!isName(name)) {
      throw new IllegalArgumentException(
          ("The section name \"%s\" cannot be a file name: expected 1 to 100 letters, digits, '.',"
                  + " '_' or '-', the first of them a letter or digit")
              .formatted(name));
    }
    if (!isExtension(fileExtension)) {
      throw new IllegalArgumentException(
          ("The file extension \"%s\" of section %s cannot be used: expected 1 to 16 letters and"
                  + " digits in lower case, without a dot")
              .formatted(fileExtension, name));
    }
    if (Manifest.FILE.equalsIgnoreCase(name + "." + fileExtension)) {
      throw new IllegalArgumentException(
          "The section " + name + " would have the manifest's file name, " + Manifest.FILE);
    }
  }

  /**
   * Encodes a value as a section.
   *
   * @param name the section's name
   * @param codec the codec to use
   * @param value the state
   * @param <S> the type of the state
   * @return the section
   * @throws IllegalArgumentException if the name or the codec's file extension cannot be used
   * @throws SnapshotException if the codec fails; the message names the section
   */
  public static <S> Section of(String name, StateCodec<S> codec, S value) {
    return new Section(
        name,
        codec.id(),
        codec.version(),
        codec.type(),
        codec.fileExtension(),
        encode(name, codec, value));
  }

  private static <S> byte[] encode(String name, StateCodec<S> codec, S value) {
    try {
      return codec.encode(value);
    } catch (RuntimeException e) {
      throw new SnapshotException(
          "Cannot save section " + name + " as " + codec.id() + ": " + e.getMessage(), e);
    }
  }

  /**
   * Decodes the content, on each call anew.
   *
   * @param codec a codec of the same id and version as the one that made the content
   * @param <S> the type of the state
   * @return the state
   * @throws SnapshotException if the codec is another one or fails; the message names the section
   */
  public <S> S decode(StateCodec<S> codec) {
    if (!this.codec.equals(codec.id()) || codecVersion != codec.version()) {
      throw new SnapshotException(
          "Cannot restore section %s: it was written by codec %s version %d, expected %s version %d"
              .formatted(name, this.codec, codecVersion, codec.id(), codec.version()));
    }
    try {
      return codec.decode(content);
    } catch (RuntimeException e) {
      throw new SnapshotException("Cannot restore section " + name + ": " + e.getMessage(), e);
    }
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Section that
        && name.equals(that.name)
        && codec.equals(that.codec)
        && codecVersion == that.codecVersion
        && type.equals(that.type)
        && fileExtension.equals(that.fileExtension)
        && Arrays.equals(content, that.content);
  }

  @Override
  public int hashCode() {
    return Objects.hash(name, codec, codecVersion, type, fileExtension, Arrays.hashCode(content));
  }

  /** Returns name, codec and size; never the content. */
  @Override
  public String toString() {
    return String.format(
        Locale.ROOT, "%s (%s %d, %,d bytes)", name, codec, codecVersion, content.length);
  }

  static boolean isName(String name) {
    return NAME.matcher(name).matches();
  }

  static boolean isExtension(String fileExtension) {
    return EXTENSION.matcher(fileExtension).matches();
  }
}
