package io.liveimage.snapshot;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.StreamWriteFeature;
import tools.jackson.core.exc.JacksonIOException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.cfg.DateTimeFeature;
import tools.jackson.databind.cfg.MapperConfig;
import tools.jackson.databind.exc.InvalidDefinitionException;
import tools.jackson.databind.exc.UnrecognizedPropertyException;
import tools.jackson.databind.introspect.AccessorNamingStrategy;
import tools.jackson.databind.introspect.AnnotatedClass;
import tools.jackson.databind.introspect.AnnotatedMethod;
import tools.jackson.databind.introspect.DefaultAccessorNamingStrategy;
import tools.jackson.dataformat.smile.SmileFactory;
import tools.jackson.dataformat.smile.SmileMapper;

/** Smile by Jackson, set up so that a value is either read as it was written or refused. */
final class SmileCodec<S> implements StateCodec<S> {

  private static final int LONGEST_PATH = 10;
  private static final SmileMapper MAPPER = mapper();

  private final Class<S> type;

  SmileCodec(Class<S> type) {
    this.type = requireNonNull(type, "type");
    requireReadable();
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
    return type.getName();
  }

  @Override
  public String fileExtension() {
    return "smile";
  }

  @Override
  public void write(S value, OutputStream out) throws IOException {
    try {
      MAPPER
          .writerFor(type)
          .without(StreamWriteFeature.AUTO_CLOSE_TARGET)
          .writeValue(out, requireNonNull(value, "the state is null"));
    } catch (JacksonIOException e) {
      throw e.getCause();
    } catch (JacksonException e) {
      throw failed("write", e);
    }
  }

  @Override
  public S read(InputStream in, SectionFormat written) throws IOException {
    S value = read(in);
    if (value == null) {
      throw new SnapshotException("Cannot read " + type() + ": the content is null");
    }
    return value;
  }

  private @Nullable S read(InputStream in) throws IOException {
    try {
      return MAPPER.readerFor(type).without(StreamReadFeature.AUTO_CLOSE_SOURCE).readValue(in);
    } catch (JacksonIOException e) {
      throw e.getCause();
    } catch (UnrecognizedPropertyException e) {
      throw unknownProperty(e);
    } catch (JacksonException e) {
      throw failed("read", e);
    }
  }

  /** Has Jackson look through the type now: what it cannot read it would still write. */
  private void requireReadable() {
    try {
      MAPPER
          .readerFor(type)
          .without(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
          .readValue(MAPPER.writeValueAsBytes(null));
    } catch (InvalidDefinitionException e) {
      throw new IllegalArgumentException(
          "Cannot save "
              + type()
              + " as Smile, since it could not be read back: "
              + e.getOriginalMessage(),
          e);
    }
  }

  private SnapshotException unknownProperty(UnrecognizedPropertyException e) {
    String owner = e.getReferringClass().getName();
    return new SnapshotException(
        ("Cannot read %s at %s: the image has the property \"%s\", which %s does not have (it has"
                + " %s). Add it there, or drop it with @JsonIgnoreProperties(\"%s\") on that class")
            .formatted(
                type(),
                path(e.getPath()),
                e.getPropertyName(),
                owner,
                new TreeSet<>(e.getKnownPropertyIds()),
                e.getPropertyName()),
        e);
  }

  private SnapshotException failed(String action, JacksonException e) {
    return new SnapshotException(
        "Cannot "
            + action
            + " "
            + type()
            + " at "
            + path(e.getPath())
            + ": "
            + e.getOriginalMessage(),
        e);
  }

  /** Names a place as JSONPath does; the middle of a long one, as a cycle has, is left out. */
  private static String path(List<JacksonException.Reference> references) {
    var path = new StringBuilder("$");
    for (int i = 0; i < references.size(); i++) {
      if (i < LONGEST_PATH || i == references.size() - 1) {
        path.append(step(references.get(i)));
      } else if (i == LONGEST_PATH) {
        path.append("...");
      }
    }
    return path.toString();
  }

  private static String step(JacksonException.Reference reference) {
    String name = reference.getPropertyName();
    if (name == null) {
      return "[" + reference.getIndex() + "]";
    }
    return name.matches("\\w+") ? "." + name : "[\"" + name + "\"]";
  }

  private static SmileMapper mapper() {
    return SmileMapper.builder(SmileFactory.builder().streamReadConstraints(anyLength()).build())
        .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
        .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
        .enable(SerializationFeature.FAIL_ON_EMPTY_BEANS)
        .disable(DateTimeFeature.ADJUST_DATES_TO_CONTEXT_TIME_ZONE)
        .enable(DateTimeFeature.WRITE_DATES_WITH_ZONE_ID)
        .accessorNaming(new ComponentsOnly())
        .build();
  }

  /** Lifts limits that only the reader has: what was written must be readable. */
  private static StreamReadConstraints anyLength() {
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
