package io.liveimage;

import static java.util.Objects.requireNonNull;

import io.liveimage.ComponentStatus.Condition;
import io.liveimage.Step.Phase;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A component as it was registered: the host's object, its name, its place, its limits.
 *
 * @param after the names it comes after, or empty when nothing was said about its place
 */
record Part(String name, Object instance, Optional<Set<String>> after, Limits limits) {
  /** The calls a component takes. */
  enum Call {
    START(Phase.START, Condition.STARTING, Condition.RUNNING),
    DRAIN(Phase.DRAIN, Condition.DRAINING, Condition.DRAINING),
    RESUME(Phase.RESUME, Condition.DRAINING, Condition.RUNNING),
    STOP(Phase.STOP, Condition.STOPPING, Condition.STOPPED);

    private final Phase phase;
    private final Condition during;
    private final Condition afterwards;

    Call(Phase phase, Condition during, Condition afterwards) {
      this.phase = phase;
      this.during = during;
      this.afterwards = afterwards;
    }

    Phase phase() {
      return phase;
    }

    Condition during() {
      return during;
    }

    /** Where a component is then; only a start that fails leaves it elsewhere. */
    Condition afterwards(boolean failed) {
      return failed && this == START ? Condition.FAILED : afterwards;
    }

    /** Whether a component is called after those it comes after, or before them. */
    boolean isUpward() {
      return this == START || this == RESUME;
    }

    String method() {
      return Figures.lowerCase(this);
    }
  }

  /** The host's object may have no usable equality, and names are unique in a host. */
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Part part && part.name.equals(name);
  }

  @Override
  public int hashCode() {
    return name.hashCode();
  }

  static Part of(String name, Object component, ComponentOption... options) {
    Part part =
        new Part(
            Names.check(name),
            requireNonNull(component, "component"),
            Optional.empty(),
            Limits.USUAL);
    for (ComponentOption option : options) {
      part = part.with(option);
    }
    return part;
  }

  private Part with(ComponentOption option) {
    if (option instanceof ComponentOption.After place) {
      return comingAfter(place.components());
    }
    return new Part(name, instance, after, limited(option));
  }

  private Part comingAfter(List<String> others) {
    Set<String> all = new LinkedHashSet<>(after.orElse(Set.of()));
    all.addAll(others);
    return new Part(name, instance, Optional.of(all), limits);
  }

  private Limits limited(ComponentOption option) {
    if (option instanceof ComponentOption.StartTimeout start) {
      return limits.withStart(start.limit());
    }
    if (option instanceof ComponentOption.DrainTimeout drain) {
      return limits.withDrain(drain.limit());
    }
    return option instanceof ComponentOption.StopTimeout stop
        ? limits.withStop(stop.limit())
        : limits;
  }

  /** Whether the call does something, so that a report need not list what does nothing. */
  boolean answers(Call call) {
    return instance instanceof Component
        ? overrides(call.method())
        : call == Call.STOP && instance instanceof AutoCloseable;
  }

  boolean overrides(String method) {
    try {
      return instance.getClass().getMethod(method).getDeclaringClass() != Component.class;
    } catch (NoSuchMethodException e) {
      throw new IllegalStateException("A Component without " + method, e);
    }
  }

  /**
   * Starts the component. When that fails its own stop is called, so that it can give back what it
   * took, and has the time a stop has.
   */
  void startOrStop() {
    try {
      receive(Call.START);
    } catch (Exception | Error e) {
      PartCall.current().ifPresent(call -> call.failing(limits.stop()));
      LifecycleException failure = cannotStart(e);
      stopAfter(failure);
      throw failure;
    }
  }

  LifecycleException cannotStart(Throwable reason) {
    return reason instanceof LifecycleException known
        ? known
        : new LifecycleException(
            "Component \"%s\" could not be started: %s".formatted(name, reason), reason);
  }

  private void stopAfter(Throwable failure) {
    try {
      receive(Call.STOP);
    } catch (Exception | Error e) {
      failure.addSuppressed(e);
    }
  }

  void receive(Call call) throws Exception {
    if (instance instanceof Component component) {
      switch (call) {
        case START -> component.start();
        case DRAIN -> component.drain();
        case RESUME -> component.resume();
        case STOP -> component.stop();
      }
    } else if (call == Call.STOP && instance instanceof AutoCloseable closeable) {
      closeable.close();
    }
  }
}
