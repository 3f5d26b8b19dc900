package io.liveimage;

import static java.util.Objects.requireNonNull;

import io.liveimage.ComponentStatus.Condition;
import io.liveimage.LifecycleEvent.ComponentChanged;
import io.liveimage.Part.Call;
import java.util.Collection;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * The components of a host: which there are, which comes after which, how each is doing.
 * Thread-safe; the components are called without a lock.
 */
final class Parts {
  private static final Set<Condition> UP = EnumSet.of(Condition.RUNNING, Condition.DRAINING);

  private final Listeners listeners;
  private final Map<String, Registered> registered = new LinkedHashMap<>();
  private final List<Wave> waves = new CopyOnWriteArrayList<>();

  Parts(Listeners listeners) {
    this.listeners = listeners;
  }

  /** A component with its place among those that are registered, and how it is doing. */
  private static final class Registered {
    private final Part part;
    private final Set<String> after;
    private Condition condition = Condition.NEW;
    private Optional<String> failure = Optional.empty();

    Registered(Part part, Set<String> after) {
      this.part = part;
      this.after = new LinkedHashSet<>(after);
    }

    ComponentStatus status() {
      return new ComponentStatus(part.name(), condition, after, failure);
    }
  }

  /** Adds components whose places were said, all at once: they may name each other. */
  synchronized void register(Collection<Part> parts) {
    parts.forEach(part -> put(part, part.after().orElse(Set.of())));
  }

  /**
   * Adds a component to those that run. When nothing was said about its place it comes after all of
   * them; and the component that adds it in its own start comes after it.
   */
  synchronized void registerLate(Part part) {
    requireNew(part);
    DependencyOrder.requireKnown(part, registered.keySet());
    requireUp(part);
    put(part, part.after().orElseGet(() -> names(UP)));
    startingHere()
        .ifPresent(parent -> requireNonNull(registered.get(parent)).after.add(part.name()));
  }

  private void put(Part part, Set<String> after) {
    registered.put(part.name(), new Registered(part, after));
  }

  private void requireNew(Part part) {
    if (registered.containsKey(part.name())) {
      throw new LifecycleException(
          "Component \"%s\" is registered already.".formatted(part.name()), null);
    }
  }

  private void requireUp(Part part) {
    Set<String> down = new LinkedHashSet<>(part.after().orElse(Set.of()));
    down.removeAll(names(UP));
    if (!down.isEmpty()) {
      throw new LifecycleException(
          "Component \"%s\" is to start after %s, which does not run now."
              .formatted(part.name(), String.join(", ", down)),
          null);
    }
  }

  private Optional<String> startingHere() {
    return callHere().filter(call -> call.call() == Call.START).map(call -> call.part().name());
  }

  private Set<String> names(Set<Condition> conditions) {
    return in(conditions).stream()
        .map(Part::name)
        .collect(Collectors.toCollection(LinkedHashSet::new));
  }

  /** Forgets a component whose start failed, so that it can be added again. */
  synchronized void forget(Part part) {
    registered.remove(part.name());
    registered.values().forEach(other -> other.after.remove(part.name()));
  }

  synchronized List<ComponentStatus> statuses() {
    return registered.values().stream().map(Registered::status).toList();
  }

  /** Returns the components that are up, in the order in which they were registered. */
  List<Part> running() {
    return in(UP);
  }

  private synchronized List<Part> in(Set<Condition> conditions) {
    return registered.values().stream()
        .filter(each -> conditions.contains(each.condition))
        .map(each -> each.part)
        .toList();
  }

  /** Returns a component and all that depend on it, in the order in which they were registered. */
  synchronized List<Part> withDependents(String name) {
    Registered wanted = registered.get(name);
    if (wanted == null) {
      throw new LifecycleException(
          "There is no component \"%s\". Registered: %s."
              .formatted(
                  name, registered.isEmpty() ? "none" : String.join(", ", registered.keySet())),
          null);
    }
    return registered.values().stream()
        .filter(each -> each == wanted || allBefore(each.part.name()).contains(name))
        .map(each -> each.part)
        .toList();
  }

  /** Fails when one that a component comes after is not up. */
  synchronized void requireRunningBefore(Part part) throws GivenUpException {
    Set<String> down = allBefore(part.name());
    down.removeAll(names(UP));
    if (!down.isEmpty()) {
      throw new GivenUpException("not started, for lack of " + String.join(", ", down));
    }
  }

  /** Returns the names a component comes after, directly or not. */
  private Set<String> allBefore(String name) {
    Set<String> found = new LinkedHashSet<>();
    collectBefore(name, found);
    return found;
  }

  private void collectBefore(String name, Set<String> found) {
    Registered each = registered.get(name);
    if (each != null) {
      each.after.stream().filter(found::add).forEach(other -> collectBefore(other, found));
    }
  }

  /** Returns a wave that calls some components in their order, and keeps their conditions. */
  Wave wave(Call call, Collection<Part> parts, Wave.Work work, Consumer<PartCall> ended) {
    return new Wave(call, waitingFor(call, parts), work, new Watcher(call, ended));
  }

  Wave wave(Call call, Collection<Part> parts, Consumer<PartCall> ended) {
    return wave(call, parts, part -> part.receive(call), ended);
  }

  private synchronized Map<Part, Set<Part>> waitingFor(Call call, Collection<Part> parts) {
    Map<Part, Set<Part>> waiting = new LinkedHashMap<>();
    parts.forEach(part -> waiting.put(part, new LinkedHashSet<>()));
    for (Part part : parts) {
      Set<String> before = allBefore(part.name());
      for (Part other : parts) {
        if (before.contains(other.name())) {
          Part later = call.isUpward() ? part : other;
          requireNonNull(waiting.get(later)).add(call.isUpward() ? other : part);
        }
      }
    }
    return waiting;
  }

  /** Runs a wave; meanwhile its calls can be given up. */
  void run(Wave wave) {
    waves.add(wave);
    try {
      wave.run();
    } finally {
      waves.remove(wave);
    }
  }

  /** Returns the call that this thread makes at this moment, if it is not given up. */
  Optional<PartCall> callHere() {
    return PartCall.current().filter(call -> waves.contains(call.wave()));
  }

  /** Whether this thread is inside the start of a component, for which others wait. */
  boolean isStartingHere() {
    return startingHere().isPresent();
  }

  /** Gives up the calls on such threads, which never come back. */
  void giveUp(Predicate<Thread> which, String reason) {
    waves.forEach(wave -> wave.giveUp(which, reason));
  }

  /** Returns the calls that have not ended. */
  List<PartCall> calls() {
    return waves.stream().flatMap(wave -> wave.running().stream()).toList();
  }

  private final class Watcher implements Wave.Watcher {
    private final Call call;
    private final Consumer<PartCall> then;

    Watcher(Call call, Consumer<PartCall> then) {
      this.call = call;
      this.then = then;
    }

    @Override
    public void began(Part part) {
      change(part, call.during(), Optional.empty());
    }

    @Override
    public void ended(PartCall ended) {
      Optional<Throwable> failure = ended.failure();
      change(ended.part(), call.afterwards(failure.isPresent()), ended.reason());
      then.accept(ended);
    }
  }

  private void change(Part part, Condition condition, Optional<String> failure) {
    List<ComponentStatus> changed = changed(part, condition, failure);
    changed.forEach(status -> listeners.queue(new ComponentChanged(status)));
    listeners.deliver();
  }

  /** A failure is remembered until the next start. */
  private synchronized List<ComponentStatus> changed(
      Part part, Condition condition, Optional<String> failure) {
    Registered each = registered.get(part.name());
    if (each == null || (each.condition == condition && failure.isEmpty())) {
      return List.of();
    }
    each.condition = condition;
    each.failure = condition == Condition.STARTING ? failure : failure.or(() -> each.failure);
    return List.of(each.status());
  }
}
