package io.liveimage.snapshot;

import static java.util.Objects.requireNonNull;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/**
 * The codec of a component that writes its own bytes, as fast as the disk takes them. Both
 * directions are buffered here.
 *
 * <p>Codecs are immutable and safe for use by many threads if their functions are.
 *
 * @param <S> the type of the state
 */
public final class StreamCodec<S> implements StateCodec<S> {

  private static final int BUFFER = 64 * 1024;
  private static final int FIRST_SCHEMA = 1;

  private final String fileExtension;
  private final Class<S> type;
  private final Writer<S> writer;
  private final Reader<S> reader;
  private final int schema;
  private final OlderReader<S> older;

  private StreamCodec(
      String fileExtension,
      Class<S> type,
      Writer<S> writer,
      Reader<S> reader,
      int schema,
      OlderReader<S> older) {
    this.fileExtension = requireNonNull(fileExtension, "fileExtension");
    this.type = requireNonNull(type, "type");
    this.writer = requireNonNull(writer, "writer");
    this.reader = requireNonNull(reader, "reader");
    this.schema = schema;
    this.older = requireNonNull(older, "older");
  }

  static <S> StreamCodec<S> of(
      String fileExtension, Class<S> type, Writer<S> writer, Reader<S> reader) {
    return new StreamCodec<>(
        fileExtension, type, writer, reader, FIRST_SCHEMA, (version, in) -> reader.read(in));
  }

  /**
   * Writes a state.
   *
   * @param <S> the type of the state
   */
  @FunctionalInterface
  public interface Writer<S> {

    /**
     * Writes a state.
     *
     * @param value the state
     * @param out where to; buffered, need not be flushed
     * @throws IOException what {@code out} throws
     */
    void write(S value, OutputStream out) throws IOException;
  }

  /**
   * Reads what a {@link Writer} wrote.
   *
   * @param <S> the type of the state
   */
  @FunctionalInterface
  public interface Reader<S> {

    /**
     * Reads a state.
     *
     * @param in what was written, to its end; buffered
     * @return the state
     * @throws IOException what {@code in} throws; an {@link EOFException} says that the content
     *     ends too early
     */
    S read(InputStream in) throws IOException;
  }

  /**
   * Reads what a {@link Writer} of an older schema wrote.
   *
   * @param <S> the type of the state
   */
  @FunctionalInterface
  public interface OlderReader<S> {

    /**
     * Reads a state.
     *
     * @param fromVersion the schema it was written with, less than that of the codec
     * @param in what was written, to its end; buffered
     * @return the state
     * @throws IOException what {@code in} throws; an {@link EOFException} says that the content
     *     ends too early
     */
    S read(int fromVersion, InputStream in) throws IOException;
  }

  /**
   * Returns this codec with a schema version, and what reads older images. Images of a newer schema
   * are refused.
   *
   * @param version the version of what the writer writes, at least 1; a codec that says nothing has
   *     1
   * @param olderReader reads images of older schemas
   * @return another codec
   * @throws IllegalArgumentException if the version is less than 1
   */
  public StreamCodec<S> schema(int version, OlderReader<S> olderReader) {
    if (version < FIRST_SCHEMA) {
      throw new IllegalArgumentException("The schema " + version + " is less than 1");
    }
    return new StreamCodec<>(fileExtension, type, writer, reader, version, olderReader);
  }

  @Override
  public String id() {
    return "stream";
  }

  @Override
  public int version() {
    return 1;
  }

  @Override
  public String type() {
    return type.getName();
  }

  @Override
  public int schema() {
    return schema;
  }

  @Override
  public String fileExtension() {
    return fileExtension;
  }

  @Override
  public void write(S value, OutputStream out) throws IOException {
    BufferedOutputStream buffered = new BufferedOutputStream(out, BUFFER);
    writer.write(requireNonNull(value, "the state is null"), buffered);
    buffered.flush();
  }

  @Override
  public S read(InputStream in, SectionFormat written) throws IOException {
    written.requireSchemaUpTo(schema);
    InputStream buffered = new BufferedInputStream(in, BUFFER);
    try {
      S value =
          written.schema() < schema
              ? older.read(written.schema(), buffered)
              : reader.read(buffered);
      return requireNonNull(value, "its reader returned null");
    } catch (EOFException e) {
      throw new SnapshotException("Cannot read " + type() + ": the content ends too early", e);
    } catch (RuntimeException e) {
      throw new SnapshotException("Cannot read " + type() + ": " + e, e);
    }
  }
}
