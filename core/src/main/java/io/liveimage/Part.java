package io.liveimage;

import java.util.Optional;
import java.util.Set;

/** A registered component: the host's object, its name, and the names it comes after. */
record Part(String name, Object instance, Set<String> after) {
  /** The calls a component takes. */
  enum Call {
    START("start"),
    DRAIN("drain"),
    RESUME("resume"),
    STOP("stop");

    private final String method;

    Call(String method) {
      this.method = method;
    }
  }

  Part {
    after = Set.copyOf(after);
  }

  /** Whether the call does something, so that a report need not list what does nothing. */
  boolean answers(Call call) {
    return instance instanceof Component
        ? overrides(call)
        : call == Call.STOP && instance instanceof AutoCloseable;
  }

  private boolean overrides(Call call) {
    try {
      return instance.getClass().getMethod(call.method).getDeclaringClass() != Component.class;
    } catch (NoSuchMethodException e) {
      throw new IllegalStateException("A Component without " + call.method, e);
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

  /**
   * Makes a call and returns what went wrong: whatever it is, the others are called all the same.
   */
  Optional<Throwable> tryTo(Call call) {
    try {
      receive(call);
      return Optional.empty();
    } catch (Exception | Error e) {
      return Optional.of(e);
    }
  }
}
