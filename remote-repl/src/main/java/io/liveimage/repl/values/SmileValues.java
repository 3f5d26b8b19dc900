package io.liveimage.repl.values;

import com.fasterxml.jackson.annotation.JsonAutoDetect.Visibility;
import io.liveimage.repl.engine.SavedValue;
import io.liveimage.repl.engine.ValueCodec;
import io.liveimage.repl.engine.ValueException;
import java.lang.reflect.Modifier;
import java.lang.reflect.Type;
import java.util.Collection;
import java.util.ConcurrentModificationException;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.cfg.DateTimeFeature;
import tools.jackson.databind.cfg.EnumFeature;
import tools.jackson.dataformat.smile.SmileFactory;
import tools.jackson.dataformat.smile.SmileMapper;

/**
 * Saves data by its fields: no getter, initialiser or constructor runs but that of a record. What
 * would not come back as it is, is refused. Its caches know the classes of one image of definitions
 * and go with it. Thread-safe.
 */
public final class SmileValues implements ValueCodec {
  private static final int LARGEST = 1024 * 1024;
  private static final int ATTEMPTS = 3;

  private final SmileMapper mapper = mapper();

  /** Makes a codec for one image. */
  public SmileValues() {}

  private record Tree(String as, JsonNode value) implements Encoded {}

  /**
   * Returns values as they are in the section of an image.
   *
   * @param values what this codec encoded
   * @return the state of the section
   */
  public static SavedValues section(List<SavedValue> values) {
    return new SavedValues(values.stream().map(SmileValues::variable).toList());
  }

  private static SavedValues.Variable variable(SavedValue value) {
    Tree tree = (Tree) value.encoded();
    return new SavedValues.Variable(value.name(), value.type(), tree.as(), tree.value());
  }

  /**
   * Returns the values that are in the section of an image.
   *
   * @param section the state of the section
   * @return values for this codec
   */
  public static List<SavedValue> values(SavedValues section) {
    return section.variables().stream()
        .map(it -> new SavedValue(it.name(), it.type(), new Tree(it.as(), it.value())))
        .toList();
  }

  @Override
  public Encoded encode(Object value, Type declared) {
    for (int attempt = 1; ; attempt++) {
      try {
        return attempt(value, declared);
      } catch (RuntimeException e) {
        if (attempt == ATTEMPTS || !isOfAnotherThread(e)) {
          throw inWords(e);
        }
      }
    }
  }

  private static boolean isOfAnotherThread(RuntimeException e) {
    return e instanceof ConcurrentModificationException
        || e.getCause() instanceof ConcurrentModificationException;
  }

  private Encoded attempt(Object value, Type declared) {
    Data.require(value);
    String as = collectionOf(value);
    Tree tree = new Tree(as, mapper.readTree(bytes(value, type(declared, as))));
    Object back = decode(tree, declared);
    if (!Likeness.of(value, back)) {
      throw new ValueException(
          declared == Object.class
              ? "its variable is declared as Object"
              : Data.name(value) + " would not come back as it is");
    }
    return tree;
  }

  private byte[] bytes(Object value, JavaType type) {
    BoundedBytes bytes = new BoundedBytes(LARGEST);
    mapper.writerFor(type).writeValue(bytes, value);
    return bytes.toByteArray();
  }

  @Override
  public Object decode(Encoded encoded, Type declared) {
    Tree tree = (Tree) encoded;
    try {
      return mapper.readerFor(type(declared, tree.as())).readValue(tree.value());
    } catch (JacksonException e) {
      throw inWords(e);
    }
  }

  /** A collection of the JDK stays of its class, where that has a name. */
  private static String collectionOf(Object value) {
    Class<?> type = value.getClass();
    boolean named = Modifier.isPublic(type.getModifiers()) && Data.isOfTheJdk(value);
    return named && (value instanceof Collection || value instanceof Map) ? type.getName() : "";
  }

  private JavaType type(Type declared, String as) {
    JavaType type = mapper.constructType(declared);
    if (as.isEmpty()) {
      return type;
    }
    try {
      Class<?> collection = Class.forName(as, false, ClassLoader.getPlatformClassLoader());
      return mapper.getTypeFactory().constructSpecializedType(type, collection);
    } catch (ClassNotFoundException | IllegalArgumentException e) {
      throw new ValueException("it is a " + as + ", not a " + declared.getTypeName(), e);
    }
  }

  private static ValueException inWords(RuntimeException e) {
    if (e instanceof ValueException known) {
      return known;
    }
    String said =
        e instanceof JacksonException json ? json.getOriginalMessage() : String.valueOf(e);
    return new ValueException(said.lines().findFirst().orElse("").strip(), e);
  }

  private static SmileMapper mapper() {
    return SmileMapper.builder(SmileFactory.builder().streamReadConstraints(anyLength()).build())
        .changeDefaultVisibility(
            visible ->
                visible
                    .withFieldVisibility(Visibility.ANY)
                    .withGetterVisibility(Visibility.NONE)
                    .withIsGetterVisibility(Visibility.NONE)
                    .withSetterVisibility(Visibility.NONE))
        .enable(MapperFeature.ALLOW_FINAL_FIELDS_AS_MUTATORS)
        .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
        .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
        .disable(SerializationFeature.FAIL_ON_EMPTY_BEANS)
        .disable(EnumFeature.WRITE_ENUMS_USING_TO_STRING, EnumFeature.READ_ENUMS_USING_TO_STRING)
        .disable(DateTimeFeature.ADJUST_DATES_TO_CONTEXT_TIME_ZONE)
        .enable(DateTimeFeature.WRITE_DATES_WITH_ZONE_ID)
        .addModule(new WithoutConstructors())
        .build();
  }

  /** What was written is readable; how much that is, is limited when it is written. */
  private static StreamReadConstraints anyLength() {
    return StreamReadConstraints.builder()
        .maxStringLength(Integer.MAX_VALUE)
        .maxNameLength(Integer.MAX_VALUE)
        .maxNumberLength(Integer.MAX_VALUE)
        .build();
  }
}
