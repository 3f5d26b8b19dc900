package io.liveimage.snapshot;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.reflect.Type;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.StreamWriteFeature;
import tools.jackson.core.exc.JacksonIOException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.cfg.DateTimeFeature;
import tools.jackson.databind.cfg.MapperConfig;
import tools.jackson.databind.exc.InvalidDefinitionException;
import tools.jackson.databind.introspect.AccessorNamingStrategy;
import tools.jackson.databind.introspect.AnnotatedClass;
import tools.jackson.databind.introspect.AnnotatedMethod;
import tools.jackson.databind.introspect.DefaultAccessorNamingStrategy;
import tools.jackson.databind.module.SimpleModule;
import tools.jackson.dataformat.smile.SmileFactory;
import tools.jackson.dataformat.smile.SmileMapper;

/**
 * The codec of a state type in Smile, the binary form of JSON, written by Jackson, with the rules
 * by which old images are read. See {@link StateCodec#smile(Class)} for the types it is for.
 *
 * <p>A value is either read as it was written or refused. A property that is missing in the image
 * becomes null, 0 or false; one that the type does not have is an error, which names it, so that
 * nothing is lost unnoticed. What became of it is told here, or by Jackson's annotations:
 *
 * <pre>
 *  StateCodec.smile(Cellar.class)
 *      .renamed(Note.class, "rating", "stars")
 *      .removed(Note.class, "color")
 *      .renamedType("com.acme.RedWine", Red.class)
 *      .schema(2, (fromVersion, tree) -&gt; ...)
 * </pre>
 *
 * Where a subclass is named in the image ({@code @JsonTypeInfo}), only subtypes of the declared
 * type are accepted. What failed is told with its place, such as {@code $.notes[0].stars}, never
 * with a value.
 *
 * <p>Codecs are immutable and safe for use by many threads: each method returns another one.
 *
 * @param <S> the type of the state
 */
public final class SmileCodec<S> implements StateCodec<S> {

  private static final SmileMapper MAPPER = mapper();
  private static final byte[] NULL = {':', ')', '\n', 0, 0x21}; // a header and the token
  private static final int FIRST_SCHEMA = 1;

  private final JavaType type;
  private final SmileRules rules;
  private final SmileMapper mapper;
  private final int schema;
  private final Migration migration;

  private SmileCodec(JavaType type, SmileRules rules, int schema, Migration migration) {
    this.type = type;
    this.rules = rules;
    this.mapper = rules.appliedTo(MAPPER);
    this.schema = schema;
    this.migration = migration;
    requireReadable();
  }

  static <S> SmileCodec<S> of(Type type) {
    JavaType resolved = MAPPER.constructType(requireNonNull(type, "type"));
    return new SmileCodec<>(resolved, SmileRules.NONE, FIRST_SCHEMA, (version, tree) -> tree);
  }

  /** Brings the content of an old image into the shape that the code has now. */
  @FunctionalInterface
  public interface Migration {

    /**
     * Migrates a state, before it becomes objects. It is called once for an image, whatever the
     * number of versions between, and what it throws fails the restore.
     *
     * @param fromVersion the schema the image was written with, less than that of the codec
     * @param tree the content; it may be modified
     * @return the content in the shape of the codec's schema, which may be {@code tree}
     */
    JsonNode migrate(int fromVersion, JsonNode tree);
  }

  /**
   * Returns this codec with a schema version, and what makes older images fit it. Images of a newer
   * schema are refused.
   *
   * @param version the version of the state's shape, at least 1, raised with each change that needs
   *     a migration; a codec that says nothing writes 1
   * @param older what is done with the content of images of older schemas
   * @return another codec
   * @throws IllegalArgumentException if the version is less than 1
   */
  public SmileCodec<S> schema(int version, Migration older) {
    if (version < FIRST_SCHEMA) {
      throw new IllegalArgumentException("The schema " + version + " is less than 1");
    }
    return new SmileCodec<>(type, rules, version, requireNonNull(older, "older"));
  }

  /**
   * Returns this codec with a property that had another name. It is read from either name, and
   * written with the present one.
   *
   * @param owner the class that has the property
   * @param former its name in old images
   * @param present its name now
   * @return another codec
   * @throws IllegalArgumentException if the class has no property of the present name, or still one
   *     of the former
   */
  public SmileCodec<S> renamed(Class<?> owner, String former, String present) {
    return with(rules.with(new SmileRules.Renamed(owner, former, present)));
  }

  /**
   * Returns this codec with a property that was dropped: its values in old images are passed over.
   *
   * @param owner the class that had the property, or a superclass of those that had it
   * @param name its name in old images
   * @return another codec
   * @throws IllegalArgumentException if the class still has the property
   */
  public SmileCodec<S> removed(Class<?> owner, String name) {
    return with(rules.with(new SmileRules.Removed(owner, name)));
  }

  /**
   * Returns this codec with a type that had another name, for types that are named in the image by
   * {@code @JsonTypeInfo}.
   *
   * @param former the name in old images, for instance that of the class
   * @param present the type, a subtype of the one that is declared where the name is found
   * @return another codec
   */
  public SmileCodec<S> renamedType(String former, Class<?> present) {
    return with(rules.withType(former, present));
  }

  /**
   * Returns this codec with missing properties of records, and of classes with a creator, being
   * errors. A property that is null or an empty optional is written, so it is not missing.
   *
   * @return another codec
   */
  public SmileCodec<S> requiringAll() {
    return with(rules.allRequired());
  }

  private SmileCodec<S> with(SmileRules other) {
    return new SmileCodec<>(type, other, schema, migration);
  }

  @Override
  public String id() {
    return "smile";
  }

  @Override
  public int version() {
    return 1;
  }

  @Override
  public String type() {
    return type.toCanonical();
  }

  @Override
  public int schema() {
    return schema;
  }

  @Override
  public String fileExtension() {
    return "smile";
  }

  @Override
  public void write(S value, OutputStream out) throws IOException {
    try {
      mapper
          .writerFor(type)
          .without(StreamWriteFeature.AUTO_CLOSE_TARGET)
          .writeValue(out, requireNonNull(value, "the state is null"));
    } catch (JacksonIOException e) {
      throw e.getCause();
    } catch (JacksonException e) {
      throw JacksonFailure.writing(type(), e);
    }
  }

  @Override
  public S read(InputStream in, SectionFormat written) throws IOException {
    written.requireSchemaUpTo(schema);
    S value = written.schema() < schema ? migrated(in, written.schema()) : bound(in);
    if (value == null) {
      throw new SnapshotException("Cannot read " + type() + ": the content is null");
    }
    return value;
  }

  private @Nullable S bound(InputStream in) throws IOException {
    try {
      return reader(type).readValue(in);
    } catch (JacksonIOException e) {
      throw e.getCause();
    } catch (JacksonException e) {
      throw JacksonFailure.reading(type(), e);
    }
  }

  private @Nullable S migrated(InputStream in, int fromVersion) throws IOException {
    try {
      JsonNode tree = reader(mapper.constructType(JsonNode.class)).readValue(in);
      return reader(type).readValue(migrated(tree, fromVersion));
    } catch (JacksonIOException e) {
      throw e.getCause();
    } catch (JacksonException e) {
      throw JacksonFailure.reading(type(), e);
    }
  }

  private JsonNode migrated(JsonNode tree, int fromVersion) {
    try {
      return requireNonNull(migration.migrate(fromVersion, tree), "the migration returned null");
    } catch (RuntimeException e) {
      throw new SnapshotException(
          "Cannot read %s: the migration from schema %d to %d failed: %s"
              .formatted(type(), fromVersion, schema, e),
          e);
    }
  }

  private ObjectReader reader(JavaType target) {
    return mapper.readerFor(target).without(StreamReadFeature.AUTO_CLOSE_SOURCE);
  }

  /** Has Jackson look through the type now: what it cannot read it would still write. */
  private void requireReadable() {
    try {
      mapper
          .readerFor(type)
          .without(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
          .readValue(NULL);
    } catch (InvalidDefinitionException e) {
      throw new IllegalArgumentException(
          "Cannot save "
              + type()
              + " as Smile, since it could not be read back: "
              + e.getOriginalMessage(),
          e);
    }
  }

  private static SmileMapper mapper() {
    return SmileMapper.builder(SmileFactory.builder().streamReadConstraints(anyLength()).build())
        .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
        .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
        .enable(SerializationFeature.FAIL_ON_EMPTY_BEANS)
        .disable(DateTimeFeature.ADJUST_DATES_TO_CONTEXT_TIME_ZONE)
        .enable(DateTimeFeature.WRITE_DATES_WITH_ZONE_ID)
        .accessorNaming(new ComponentsOnly())
        .polymorphicTypeValidator(new SubtypesOnly())
        .addModule(SmileTimes.module())
        .addModule(new SimpleModule("records").setDeserializerModifier(new RecordCreation()))
        .build();
  }

  /** Lifts limits that only the reader has: what was written must be readable. */
  static StreamReadConstraints anyLength() {
    return StreamReadConstraints.builder()
        .maxStringLength(Integer.MAX_VALUE)
        .maxNameLength(Integer.MAX_VALUE)
        .maxNumberLength(Integer.MAX_VALUE)
        .build();
  }

  /** Keeps methods like isEmpty() of a record out of the image, where they could not be read. */
  private static final class ComponentsOnly extends DefaultAccessorNamingStrategy.Provider {

    private static final long serialVersionUID = 1L;

    @Override
    public AccessorNamingStrategy forRecord(MapperConfig<?> config, AnnotatedClass record) {
      return new DefaultAccessorNamingStrategy.RecordNaming(config, record) {
        @Override
        public @Nullable String findNameForRegularGetter(AnnotatedMethod method, String name) {
          return _fieldNames.contains(name) ? name : null;
        }

        @Override
        public @Nullable String findNameForIsGetter(AnnotatedMethod method, String name) {
          return null;
        }
      };
    }
  }
}
