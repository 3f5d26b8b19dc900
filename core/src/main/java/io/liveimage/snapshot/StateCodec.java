package io.liveimage.snapshot;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.function.Function;
import tools.jackson.core.type.TypeReference;

/**
 * How the state of one part of a host becomes bytes and back. This is an extension point: what is
 * built in is {@link #smile}, {@link #serialization}, {@link #stream} and {@link #text}.
 *
 * <p>A codec must be safe for use by many threads. What it throws is reported by {@link Section} as
 * {@link SnapshotException} with the section's name, so its own messages say what is wrong with the
 * value or the bytes, and where in them.
 *
 * @param <S> the type of the state
 */
public interface StateCodec<S> {

  /**
   * Returns the name of the format, which is written into the image and compared when it is read.
   *
   * @return a short name that never changes, such as {@code smile}
   */
  String id();

  /**
   * Returns the version of the format, to be raised when old bytes cannot be read any more.
   *
   * @return 1 or more
   */
  int version();

  /**
   * Returns what the state is, for whoever looks at the image; it is not compared, so that classes
   * may be renamed.
   *
   * @return for instance a class name
   */
  String type();

  /**
   * Returns the ending of the section's file, which tells people and tools what is in it.
   *
   * @return 1 to 16 letters and digits in lower case, without a dot
   */
  String fileExtension();

  /**
   * Returns the version of the state's shape, which its component raises when it changes the state
   * in a way that old images have to be migrated for. It is written into the image.
   *
   * @return 1 or more; 1 unless the codec says otherwise
   */
  default int schema() {
    return 1;
  }

  /**
   * Returns whether compressing what this codec writes is worth it.
   *
   * @return false for what is compressed already, or is for a person to read
   */
  default boolean isCompressible() {
    return true;
  }

  /**
   * Returns whether this codec can read what was written in a format.
   *
   * @param written what the image says of the section
   * @return true if id and version are this codec's own, unless it reads more than that
   */
  default boolean reads(SectionFormat written) {
    return written.codec().equals(id()) && written.codecVersion() == version();
  }

  /**
   * Turns a value into bytes.
   *
   * @param value the state
   * @param out where to; it need not be buffered, and is not closed
   * @throws IOException what {@code out} throws
   * @throws RuntimeException if the value cannot be encoded, or could not be decoded again
   */
  void write(S value, OutputStream out) throws IOException;

  /**
   * Turns bytes back into a value.
   *
   * @param in what {@link #write} wrote, perhaps long ago and from an older type; it need not be
   *     read to its end
   * @param written what the image says of the section, {@link #reads} is true of it
   * @return the state
   * @throws IOException what {@code in} throws
   * @throws RuntimeException if the bytes are no such state
   */
  S read(InputStream in, SectionFormat written) throws IOException;

  /**
   * Returns a codec that writes as this one does and also reads what another one wrote: the way
   * from one codec, or one state type, to the next.
   *
   * <p>Which of the two a section is read with is decided by the codec that wrote it, and where
   * both are of one kind, by the type it was written of; so two text codecs cannot be told apart.
   *
   * @param former what old images were written with
   * @param convert makes a state of what the former codec read
   * @param <T> the type of the former state
   * @return the codec
   */
  default <T> StateCodec<S> orFrom(StateCodec<T> former, Function<? super T, ? extends S> convert) {
    return new SuccessorCodec<>(this, former, convert);
  }

  /**
   * Returns the codec of a state type in Smile, the binary form of JSON, written by Jackson.
   *
   * <p>State types are best records of plain values: numbers, strings, enums, {@code java.time},
   * optionals, lists, maps and records of these. They may change between a save and a start, see
   * {@link SmileCodec}. Objects that are reached twice are written twice, and nesting ends at 500
   * levels, so graphs with cycles need another codec.
   *
   * @param type the class of the state
   * @param <S> the type of the state
   * @return the codec
   * @throws IllegalArgumentException if Jackson can tell already that it could not read such a
   *     value back, for instance a map with records as keys
   */
  static <S> SmileCodec<S> smile(Class<S> type) {
    return SmileCodec.of(type);
  }

  /**
   * Returns the codec of a generic state type in Smile, for instance {@code smile(new
   * TypeReference<Map<String, Note>>() {})}.
   *
   * @param type the type of the state
   * @param <S> the type of the state
   * @return the codec
   * @throws IllegalArgumentException if Jackson can tell already that it could not read such a
   *     value back
   */
  static <S> SmileCodec<S> smile(TypeReference<S> type) {
    return SmileCodec.of(type.getType());
  }

  /**
   * Returns the codec of a graph of serializable objects, which keeps identity and cycles.
   *
   * @param type the class of the state
   * @param <S> the type of the state
   * @return the codec
   * @throws IllegalArgumentException if the type is a class that is not {@link
   *     java.io.Serializable}
   */
  static <S> SerializationCodec<S> serialization(Class<S> type) {
    return SerializationCodec.of(type);
  }

  /**
   * Returns the codec of a component that writes and reads its own bytes.
   *
   * @param fileExtension the ending of the section's file, 1 to 16 letters and digits in lower case
   * @param type the class of the state
   * @param writer writes a state; what it throws fails the save
   * @param reader reads a state; what it throws fails the restore
   * @param <S> the type of the state
   * @return the codec
   */
  static <S> StreamCodec<S> stream(
      String fileExtension,
      Class<S> type,
      StreamCodec.Writer<S> writer,
      StreamCodec.Reader<S> reader) {
    return StreamCodec.of(fileExtension, type, writer, reader);
  }

  /**
   * Returns the codec of text in UTF-8, so that {@code less} shows the section.
   *
   * @param fileExtension the ending of the section's file, for instance {@code jsh}
   * @return the codec; it refuses characters that UTF-8 does not have and bytes that are not UTF-8
   */
  static StateCodec<String> text(String fileExtension) {
    return new TextCodec(fileExtension);
  }
}
