package io.liveimage.snapshot;

import java.lang.reflect.Executable;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.BeanDescription;
import tools.jackson.databind.DeserializationConfig;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.PropertyName;
import tools.jackson.databind.cfg.MapperConfig;
import tools.jackson.databind.deser.BeanDeserializerBuilder;
import tools.jackson.databind.deser.DeserializationProblemHandler;
import tools.jackson.databind.deser.ValueDeserializerModifier;
import tools.jackson.databind.introspect.Annotated;
import tools.jackson.databind.introspect.AnnotatedMember;
import tools.jackson.databind.introspect.AnnotatedParameter;
import tools.jackson.databind.introspect.JacksonAnnotationIntrospector;
import tools.jackson.databind.jsontype.TypeIdResolver;
import tools.jackson.databind.module.SimpleModule;
import tools.jackson.dataformat.smile.SmileMapper;

/**
 * What became of the properties and types of old images.
 *
 * @param complete whether a missing property is an error
 * @param renamed the present name of a property by its owner and former name
 * @param removed the names of properties that were dropped, by their owner
 * @param types the present type by the name of the former one
 */
record SmileRules(
    boolean complete, Set<Renamed> renamed, Set<Removed> removed, Map<String, Class<?>> types) {

  static final SmileRules NONE = new SmileRules(false, Set.of(), Set.of(), Map.of());

  /** A property of a class that had another name. */
  record Renamed(Class<?> owner, String former, String present) {}

  /** A property that a class had. */
  record Removed(Class<?> owner, String name) {}

  SmileRules allRequired() {
    return new SmileRules(true, renamed, removed, types);
  }

  SmileRules with(Renamed property) {
    return new SmileRules(complete, union(renamed, property), removed, types);
  }

  SmileRules with(Removed property) {
    return new SmileRules(complete, renamed, union(removed, property), types);
  }

  SmileRules withType(String former, Class<?> present) {
    Map<String, Class<?>> all = new HashMap<>(types);
    all.put(former, present);
    return new SmileRules(complete, renamed, removed, Map.copyOf(all));
  }

  private static <T> Set<T> union(Set<T> some, T other) {
    Set<T> all = new HashSet<>(some);
    all.add(other);
    return Set.copyOf(all);
  }

  /** Returns a mapper that follows these rules; the given one if there are none. */
  SmileMapper appliedTo(SmileMapper mapper) {
    return isEmpty()
        ? mapper
        : mapper
            .rebuild()
            .configure(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES, complete)
            .annotationIntrospector(new FormerNames(renamed))
            .addModule(new SimpleModule().setDeserializerModifier(new Properties(this)))
            .addHandler(new FormerTypes(types))
            .build();
  }

  /** Asked like this, since the first comparison of records makes the JVM load 70 classes. */
  private boolean isEmpty() {
    return !complete && renamed.isEmpty() && removed.isEmpty() && types.isEmpty();
  }

  /** Has the present property take what is stored under the former name. */
  private static final class FormerNames extends JacksonAnnotationIntrospector {

    private static final long serialVersionUID = 1L;

    @SuppressWarnings("serial") // nobody serializes a mapper
    private final Set<Renamed> renamed;

    FormerNames(Set<Renamed> renamed) {
      this.renamed = renamed;
    }

    @Override
    public @Nullable List<PropertyName> findPropertyAliases(
        MapperConfig<?> config, Annotated annotated) {
      List<PropertyName> declared = super.findPropertyAliases(config, annotated);
      if (!(annotated instanceof AnnotatedMember member)) {
        return declared;
      }
      Stream<PropertyName> former = formerNames(member.getDeclaringClass(), name(config, member));
      return Stream.concat(former, declared == null ? Stream.empty() : declared.stream()).toList();
    }

    private Stream<PropertyName> formerNames(Class<?> owner, @Nullable String present) {
      return renamed.stream()
          .filter(property -> property.owner() == owner && property.present().equals(present))
          .map(property -> PropertyName.construct(property.former()));
    }

    private @Nullable String name(MapperConfig<?> config, AnnotatedMember member) {
      PropertyName explicit = findNameForDeserialization(config, member);
      if (explicit != null && explicit.hasSimpleName()) {
        return explicit.getSimpleName();
      }
      return member instanceof AnnotatedParameter parameter
          ? parameterName(parameter)
          : propertyName(member.getName());
    }

    private static String parameterName(AnnotatedParameter parameter) {
      Class<?> owner = parameter.getDeclaringClass();
      return owner.isRecord()
          ? owner.getRecordComponents()[parameter.getIndex()].getName()
          : ((Executable) parameter.getOwner().getMember())
              .getParameters()[parameter.getIndex()].getName();
    }

    private static String propertyName(String member) {
      boolean setter = member.matches("set[A-Z].*");
      return setter ? Character.toLowerCase(member.charAt(3)) + member.substring(4) : member;
    }
  }

  /** Checks the rules against the properties there are, and passes over those that were dropped. */
  private static final class Properties extends ValueDeserializerModifier {

    private static final long serialVersionUID = 1L;

    @SuppressWarnings("serial") // nobody serializes a mapper
    private final SmileRules rules;

    Properties(SmileRules rules) {
      this.rules = rules;
    }

    @Override
    public BeanDeserializerBuilder updateBuilder(
        DeserializationConfig config,
        BeanDescription.Supplier description,
        BeanDeserializerBuilder builder) {
      Class<?> type = builder.getType().getRawClass();
      rules.renamed.stream()
          .filter(property -> property.owner() == type)
          .forEach(property -> check(builder, property));
      rules.removed.stream()
          .filter(property -> property.owner().isAssignableFrom(type))
          .forEach(property -> ignore(builder, property));
      return builder;
    }

    private static void check(BeanDeserializerBuilder builder, Renamed property) {
      if (!has(builder, property.present()) || has(builder, property.former())) {
        throw new IllegalArgumentException(
            "renamed(%s.class, \"%s\", \"%s\") does not fit, since the class has the properties %s"
                .formatted(
                    property.owner().getSimpleName(),
                    property.former(),
                    property.present(),
                    names(builder)));
      }
    }

    private static void ignore(BeanDeserializerBuilder builder, Removed property) {
      if (has(builder, property.name())) {
        throw new IllegalArgumentException(
            "removed(%s.class, \"%s\") does not fit, since the class has the properties %s"
                .formatted(property.owner().getSimpleName(), property.name(), names(builder)));
      }
      builder.addIgnorable(property.name());
    }

    private static boolean has(BeanDeserializerBuilder builder, String name) {
      return builder.hasProperty(PropertyName.construct(name));
    }

    private static List<String> names(BeanDeserializerBuilder builder) {
      return Stream.iterate(builder.getProperties(), i -> i.hasNext(), i -> i)
          .map(properties -> properties.next().getName())
          .sorted()
          .toList();
    }
  }

  /** Knows what the types are called now. */
  private static final class FormerTypes extends DeserializationProblemHandler {

    private final Map<String, Class<?>> types;

    FormerTypes(Map<String, Class<?>> types) {
      this.types = types;
    }

    @Override
    public @Nullable JavaType handleUnknownTypeId(
        DeserializationContext context,
        JavaType base,
        String former,
        TypeIdResolver resolver,
        @Nullable String message) {
      Class<?> present = types.get(former);
      return present != null && base.isTypeOrSuperTypeOf(present)
          ? context.constructSpecializedType(base, present)
          : null;
    }
  }
}
