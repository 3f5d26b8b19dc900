package io.liveimage.repl.values;

import io.liveimage.repl.engine.ReplEngine;
import java.lang.reflect.Constructor;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.BeanDescription;
import tools.jackson.databind.DeserializationConfig;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.deser.ValueInstantiator;
import tools.jackson.databind.deser.ValueInstantiators;
import tools.jackson.databind.module.SimpleModule;

/**
 * Makes objects of classes that were defined in a session as the JDK's serialization does, without
 * running their initialisers: those did their work when the object was made.
 */
final class WithoutConstructors extends SimpleModule {
  private static final long serialVersionUID = 1L;

  @Override
  public void setupModule(SetupContext context) {
    super.setupModule(context);
    context.addValueInstantiators(new OfSessions());
  }

  private static final class OfSessions extends ValueInstantiators.Base {
    @Override
    public @Nullable ValueInstantiator findValueInstantiator(
        DeserializationConfig config, BeanDescription.Supplier bean) {
      Class<?> type = bean.getBeanClass();
      boolean plain = !type.isRecord() && !type.isEnum() && !type.isInterface();
      return plain && ReplEngine.isDefinedInSession(type) ? new Bare(type) : null;
    }
  }

  private static final class Bare extends ValueInstantiator.Base {
    Bare(Class<?> type) {
      super(type);
    }

    @Override
    public boolean canCreateUsingDefault() {
      return true;
    }

    @Override
    public Object createUsingDefault(DeserializationContext context) throws JacksonException {
      try {
        Constructor<?> ofObject = Object.class.getConstructor();
        return sun.reflect.ReflectionFactory.getReflectionFactory()
            .newConstructorForSerialization(getValueClass(), ofObject)
            .newInstance();
      } catch (ReflectiveOperationException e) {
        return context.handleInstantiationProblem(getValueClass(), null, e);
      }
    }
  }
}
