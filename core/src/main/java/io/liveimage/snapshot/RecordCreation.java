package io.liveimage.snapshot;

import static java.lang.invoke.MethodType.genericMethodType;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.reflect.Constructor;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.BeanDescription;
import tools.jackson.databind.DeserializationConfig;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.deser.BeanDeserializerBuilder;
import tools.jackson.databind.deser.ValueDeserializerModifier;
import tools.jackson.databind.deser.std.StdValueInstantiator;
import tools.jackson.databind.introspect.AnnotatedWithParams;

/**
 * Calls the constructors of records by handles that take all arguments in an array. Jackson makes
 * such a handle anew for each record that is read, which costs more than all the rest of it.
 */
final class RecordCreation extends ValueDeserializerModifier {

  private static final long serialVersionUID = 1L;

  /** A handle ends at 255, of which a long takes two. Records with more are left to Jackson. */
  private static final int MOST_ARGUMENTS = 100;

  @Override
  public BeanDeserializerBuilder updateBuilder(
      DeserializationConfig config,
      BeanDescription.Supplier description,
      BeanDeserializerBuilder builder) {
    if (builder.getValueInstantiator() instanceof StdValueInstantiator standard
        && constructor(standard) instanceof Constructor<?> constructor
        && constructor.getDeclaringClass().isRecord()
        && constructor.getParameterCount() <= MOST_ARGUMENTS) {
      builder.setValueInstantiator(new ByHandle(standard, handle(constructor)));
    }
    return builder;
  }

  private static @Nullable Object constructor(StdValueInstantiator standard) {
    AnnotatedWithParams creator = standard.getWithArgsCreator();
    return creator == null ? null : creator.getAnnotated();
  }

  /** Jackson has made it accessible by now. */
  private static MethodHandle handle(Constructor<?> constructor) {
    try {
      MethodHandle exact = MethodHandles.lookup().unreflectConstructor(constructor);
      int arguments = constructor.getParameterCount();
      return exact
          .asFixedArity()
          .asType(genericMethodType(arguments))
          .asSpreader(Object[].class, arguments);
    } catch (IllegalAccessException e) {
      throw new IllegalArgumentException(e);
    }
  }

  private static final class ByHandle extends StdValueInstantiator {

    private final MethodHandle creator;

    ByHandle(StdValueInstantiator standard, MethodHandle creator) {
      super(standard);
      this.creator = creator;
    }

    @Override
    public Object createFromObjectWith(DeserializationContext context, Object[] arguments) {
      try {
        return (Object) creator.invokeExact(arguments);
      } catch (Exception e) {
        return context.handleInstantiationProblem(
            getValueClass(), arguments, rewrapCtorProblem(context, e));
      } catch (Throwable e) {
        throw (Error) e; // as a constructor can throw nothing else
      }
    }
  }
}
