package io.liveimage;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The host's objects by the names under which the REPL knows them. Thread-safe. Receivers are
 * called without a lock: one may wait for code that binds something itself.
 */
final class BindingRegistry {
  private static final Logger log = LoggerFactory.getLogger(Lifecycle.class);

  private final Map<String, Object> bound = new LinkedHashMap<>();
  private final List<BiConsumer<String, Object>> receivers = new ArrayList<>();
  private final InTurn calls = new InTurn();

  void bind(String name, Object value) {
    register(name, value);
    calls.run();
  }

  void forEach(BiConsumer<String, Object> receiver) {
    register(receiver);
    calls.run();
  }

  private synchronized void register(String name, Object value) {
    bound.put(name, value);
    receivers.forEach(receiver -> calls.queue(() -> hand(receiver, name, value)));
  }

  private synchronized void register(BiConsumer<String, Object> receiver) {
    bound.forEach((name, value) -> calls.queue(() -> hand(receiver, name, value)));
    receivers.add(receiver);
  }

  private static void hand(BiConsumer<String, Object> receiver, String name, Object value) {
    try {
      receiver.accept(name, value);
    } catch (Exception | Error e) { // the host's own registration is done all the same
      log.warn("{} could not be bound by {}", name, receiver, e);
    }
  }

  /** Whether the name stands for another object already. */
  synchronized boolean isTakenByOther(String name, Object value) {
    Object present = bound.get(name);
    return present != null && present != value;
  }
}
