package io.liveimage.snapshot;

import static tools.jackson.databind.jsontype.PolymorphicTypeValidator.Validity.ALLOWED;
import static tools.jackson.databind.jsontype.PolymorphicTypeValidator.Validity.DENIED;
import static tools.jackson.databind.jsontype.PolymorphicTypeValidator.Validity.INDETERMINATE;

import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.DatabindContext;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.jsontype.PolymorphicTypeValidator;

/**
 * Lets an image name only classes that belong to the type the code declares. Any other class is
 * refused before it is initialised.
 */
final class SubtypesOnly extends PolymorphicTypeValidator {

  private static final long serialVersionUID = 1L;

  /** A type of the JDK, such as Object or Comparable, has subtypes nobody thought of. */
  @Override
  public Validity validateBaseType(DatabindContext context, JavaType base) {
    return isOfJdk(base.getRawClass()) && !base.isContainerType() ? DENIED : INDETERMINATE;
  }

  private static boolean isOfJdk(Class<?> type) {
    return type.getName().startsWith("java.");
  }

  @Override
  public Validity validateSubClassName(DatabindContext context, JavaType base, String name) {
    Class<?> type = find(name, base.getRawClass().getClassLoader());
    return type == null || base.isTypeOrSuperTypeOf(type) ? INDETERMINATE : DENIED;
  }

  private static @Nullable Class<?> find(String name, @Nullable ClassLoader loader) {
    return Stream.of(
            loader == null ? ClassLoader.getSystemClassLoader() : loader,
            Thread.currentThread().getContextClassLoader())
        .filter(some -> some != null)
        .map(some -> load(name, some))
        .filter(type -> type != null)
        .findFirst()
        .orElse(null);
  }

  private static @Nullable Class<?> load(String name, ClassLoader loader) {
    try {
      return Class.forName(name, false, loader);
    } catch (ClassNotFoundException | LinkageError e) {
      return null;
    }
  }

  /** Type arguments are declared by the code; only those of EnumSet and EnumMap are in an image. */
  @Override
  public Validity validateSubType(DatabindContext context, JavaType base, JavaType type) {
    boolean declared =
        type.getBindings().isEmpty()
            || type.getBindings().getTypeParameters().stream()
                .allMatch(
                    argument ->
                        argument.isEnumType()
                            || argument.isJavaLangObject()
                            || base.getBindings().getTypeParameters().contains(argument));
    return base.isTypeOrSuperTypeOf(type.getRawClass()) && declared ? ALLOWED : DENIED;
  }
}
