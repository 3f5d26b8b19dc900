package io.liveimage.snapshot;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.InputStream;
import java.io.ObjectStreamException;
import java.io.OutputStream;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.lang.invoke.SerializedLambda;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The codec of graphs of serializable objects, by the serialization of the JDK: objects that are
 * reached twice are one object again, and cycles are kept.
 *
 * <p>Only objects of allowed classes are written and read: those that can be reached from the type
 * of the state by its declared fields, their superclasses, type arguments and permitted subclasses;
 * values and collections of the JDK (numbers, strings, {@code java.time}, {@code java.util}, but
 * nothing that does more than hold data); and those that are named by {@link #allowing}. A class
 * that is found behind an interface or {@code Object} has to be named. What could not be read back
 * is refused when it is written.
 *
 * <p>Classes may gain and lose fields: what is missing in the image becomes null, 0 or false. That
 * holds also without a {@code serialVersionUID}; one that is declared and differs is an error, as
 * is a field whose type became another.
 *
 * <p>Two limits are the JDK's. Nesting costs stack: some thousand levels, for instance of a linked
 * list that is made of the state's own nodes, are refused with a message when the thread has no
 * more; a larger {@code -Xss} helps. And a cycle that comes back to a record while that is still
 * being read finds null there, silently: let what takes part in cycles be classes.
 *
 * <p>Codecs are immutable and safe for use by many threads: each method returns another one.
 *
 * @param <S> the type of the state
 */
public final class SerializationCodec<S> implements StateCodec<S> {

  private final Class<S> type;
  private final AllowList allowed;
  private final Map<String, Optional<Class<?>>> former;

  private SerializationCodec(
      Class<S> type, AllowList allowed, Map<String, Optional<Class<?>>> former) {
    this.type = type;
    this.allowed = allowed;
    this.former = former;
  }

  static <S> SerializationCodec<S> of(Class<S> type) {
    if (!type.isInterface() && !Serializable.class.isAssignableFrom(type)) {
      throw new IllegalArgumentException(
          "Cannot save " + type.getName() + " by serialization, since it is not Serializable");
    }
    return new SerializationCodec<>(type, AllowList.of(type), Map.of());
  }

  /**
   * Returns this codec with more classes allowed, and what can be reached from them by declared
   * types.
   *
   * @param types classes whose objects the state holds behind an interface or {@code Object}
   * @return another codec
   * @throws IllegalArgumentException if a class would let an image call any method, as {@link
   *     SerializedLambda} does
   */
  public SerializationCodec<S> allowing(Class<?>... types) {
    for (Class<?> each : types) {
      if (each == SerializedLambda.class) {
        throw new IllegalArgumentException("A lambda cannot be allowed: it may call any method");
      }
    }
    return new SerializationCodec<>(type, allowed.with(types), former);
  }

  /**
   * Returns this codec with a class that had another name.
   *
   * @param name its name in old images, as {@link Class#getName} returns it
   * @param present the class; it is allowed as well
   * @return another codec
   */
  public SerializationCodec<S> renamed(String name, Class<?> present) {
    return with(name, Optional.of(present)).allowing(present);
  }

  /**
   * Returns this codec with a class that does not exist any more: its objects in old images are
   * passed over. Where a field is left that would hold one, the restore fails.
   *
   * @param name its name in old images, as {@link Class#getName} returns it
   * @return another codec
   */
  public SerializationCodec<S> removed(String name) {
    return with(name, Optional.empty());
  }

  private SerializationCodec<S> with(String name, Optional<Class<?>> present) {
    Map<String, Optional<Class<?>>> all = new HashMap<>(former);
    all.put(name, present);
    return new SerializationCodec<>(type, allowed, Map.copyOf(all));
  }

  @Override
  public String id() {
    return "serialization";
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
  public String fileExtension() {
    return "ser";
  }

  @Override
  public void write(S value, OutputStream out) throws IOException {
    requireNonNull(value, "the state is null");
    try {
      StateOutput objects = new StateOutput(out, allowed);
      objects.writeObject(value);
      objects.flush();
    } catch (UncheckedIOException e) {
      throw e.getCause();
    } catch (ObjectStreamException | RuntimeException e) {
      throw failed("write", reason(e), e);
    } catch (StackOverflowError e) {
      throw failed("write", tooDeep(), e);
    }
  }

  @Override
  public S read(InputStream in, SectionFormat written) throws IOException {
    written.requireSchemaUpTo(schema());
    MemoryContent content = new MemoryContent(false); // its length bounds that of arrays
    in.transferTo(content.sink());
    try {
      return read(content);
    } catch (StackOverflowError e) { // compiled code, which wrote it, needs less of the stack
      return DeepStack.call(() -> read(content)).orElseThrow(() -> failed("read", tooDeep(), e));
    }
  }

  private S read(MemoryContent content) {
    try (StateInput objects = new StateInput(content, allowed, former)) {
      return type.cast(requireNonNull(objects.readObject(), "the content is null"));
    } catch (IOException | ClassNotFoundException | RuntimeException | LinkageError e) {
      throw failed("read", reason(e), e);
    }
  }

  private SnapshotException failed(String action, String reason, Throwable cause) {
    return new SnapshotException("Cannot " + action + " " + type() + ": " + reason, cause);
  }

  /** What was said here, however the JDK wrapped it, and else what the JDK says. */
  private static String reason(Throwable failure) {
    return Stream.iterate(failure, Objects::nonNull, Throwable::getCause)
        .filter(SnapshotException.class::isInstance)
        .map(Throwable::getMessage)
        .findFirst()
        .orElseGet(failure::toString);
  }

  private static String tooDeep() {
    return "it is nested too deeply for the stack of thread \"%s\"; a larger -Xss helps"
        .formatted(Thread.currentThread().getName());
  }
}
