package io.liveimage.snapshot;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.OptionalLong;
import java.util.regex.Pattern;

/**
 * The encoded state of one part of a host.
 *
 * <p>A section may be written again as it is, without its type being there: what nobody has claimed
 * is carried from image to image.
 *
 * @param name the section's name, which is also the name of its file: 1 to 100 letters, digits,
 *     {@code . _ -}, the first a letter or digit
 * @param format what the content is
 * @param journaled the sequence number of the last event of the journal of the same name that the
 *     content includes; empty if it has no journal
 * @param content the encoded state
 */
public record Section(String name, SectionFormat format, OptionalLong journaled, Content content) {

  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,99}");

  /**
   * Checks that the section can be a file.
   *
   * @param name the section's name
   * @param format what the content is
   * @param journaled the last event that is included
   * @param content the encoded state
   * @throws IllegalArgumentException if the name cannot be used
   */
  public Section {
    requireNonNull(format, "format");
    requireNonNull(journaled, "journaled");
    requireNonNull(content, "content");
    if (!isName(name)) {
      throw new IllegalArgumentException(
          ("The section name \"%s\" cannot be a file name: expected 1 to 100 letters, digits, '.',"
                  + " '_' or '-', the first of them a letter or digit")
              .formatted(name));
    }
    if (Manifest.FILE.equalsIgnoreCase(name + "." + format.fileExtension())) {
      throw new IllegalArgumentException(
          "The section " + name + " would have the manifest's file name, " + Manifest.FILE);
    }
  }

  /**
   * Encodes a value as a section, in memory and now: the value may change afterwards.
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
    MemoryContent content = new MemoryContent(codec.isCompressible());
    try {
      write(name, codec, value, content.sink());
    } catch (IOException e) {
      throw cannotSave(name, codec, e);
    }
    return new Section(name, SectionFormat.of(codec), OptionalLong.empty(), content);
  }

  /**
   * Returns a section of a value that never changes: it is encoded each time its content is asked
   * for, straight to where that is wanted, so that it never is in memory as a whole.
   *
   * @param name the section's name
   * @param codec the codec to use
   * @param value the state, which must not change any more
   * @param <S> the type of the state
   * @return the section, whose content throws {@link SnapshotException} if the codec fails
   * @throws IllegalArgumentException if the name or the codec's file extension cannot be used
   */
  public static <S> Section ofImmutable(String name, StateCodec<S> codec, S value) {
    Content content =
        new Content() {
          @Override
          public OptionalLong length() {
            return OptionalLong.empty();
          }

          @Override
          public boolean isCompressible() {
            return codec.isCompressible();
          }

          @Override
          public InputStream open() throws IOException {
            return of(name, codec, value).content().open();
          }

          @Override
          public void writeTo(OutputStream out) throws IOException {
            write(name, codec, value, out);
          }
        };
    return new Section(name, SectionFormat.of(codec), OptionalLong.empty(), content);
  }

  /** An exception of the stream is the stream's, any other the codec's. */
  private static <S> void write(String name, StateCodec<S> codec, S value, OutputStream out)
      throws IOException {
    try {
      codec.write(value, out);
    } catch (RuntimeException e) {
      throw cannotSave(name, codec, e);
    }
  }

  private static SnapshotException cannotSave(String name, StateCodec<?> codec, Exception cause) {
    return new SnapshotException(
        "Cannot save section " + name + " as " + codec.id() + ": " + cause.getMessage(), cause);
  }

  /**
   * Decodes the content, on each call anew.
   *
   * @param codec a codec that reads the format of this section
   * @param <S> the type of the state
   * @return the state
   * @throws SnapshotException if the codec does not read this format, or fails; the message names
   *     the section
   */
  public <S> S decode(StateCodec<S> codec) {
    if (!codec.reads(format)) {
      throw new SnapshotException(
          "Cannot restore section %s: it was written by codec %s version %d, expected %s version %d"
              .formatted(name, format.codec(), format.codecVersion(), codec.id(), codec.version()));
    }
    try (InputStream in = content.open()) {
      S value = codec.read(in, format);
      in.transferTo(OutputStream.nullOutputStream()); // all of it is checked at its end
      return value;
    } catch (IOException | RuntimeException e) {
      throw new SnapshotException("Cannot restore section " + name + ": " + e.getMessage(), e);
    }
  }

  /**
   * Returns the same section under another name.
   *
   * @param other the name
   * @return the section
   * @throws IllegalArgumentException if the name cannot be used
   */
  public Section named(String other) {
    return new Section(other, format, journaled, content);
  }

  /**
   * Returns the same section with the place in its journal up to which it is complete.
   *
   * @param sequence the number of the last event that the content includes
   * @return the section
   */
  public Section journaled(long sequence) {
    return new Section(name, format, OptionalLong.of(sequence), content);
  }

  /** Returns name and codec; never the content. */
  @Override
  public String toString() {
    return "%s (%s %d)".formatted(name, format.codec(), format.codecVersion());
  }

  static boolean isName(String name) {
    return NAME.matcher(name).matches();
  }
}
