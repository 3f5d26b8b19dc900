package io.liveimage;

import io.liveimage.HealthCheck.Kind;
import io.liveimage.HealthReport.Finding;
import java.time.Duration;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.FutureTask;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The checks of a host: those of its components, and those added by its code. All are asked at the
 * same time, by one round at a time that all callers share.
 */
final class HealthChecks {
  private static final long IDLE_SECONDS = 5;

  private final Parts parts;
  private final Duration limit;
  private final HealthChanges changes;
  private final ExecutorService threads;
  private final List<Checkup> added = new CopyOnWriteArrayList<>();
  private final Map<Component, List<Checkup>> ofComponents = new IdentityHashMap<>();
  private final AtomicReference<@Nullable FutureTask<Round>> round = new AtomicReference<>();

  HealthChecks(
      String host, ClassLoader loader, Parts parts, Duration limit, HealthChanges changes) {
    this.parts = parts;
    this.limit = limit;
    this.changes = changes;
    this.threads =
        new ThreadPoolExecutor(
            0,
            Integer.MAX_VALUE,
            IDLE_SECONDS,
            TimeUnit.SECONDS,
            new SynchronousQueue<>(),
            task -> thread(task, host, loader));
  }

  private static Thread thread(Runnable task, String host, ClassLoader loader) {
    Thread thread = new Thread(task, "liveimage-health-" + host);
    thread.setDaemon(true);
    thread.setContextClassLoader(loader);
    return thread;
  }

  synchronized void add(Checkup checkup) {
    if (added.stream().anyMatch(other -> isSame(other, checkup))) {
      throw new LifecycleException(
          "Health check \"%s\" of %s is registered already."
              .formatted(checkup.name(), Figures.lowerCase(checkup.kind())),
          null);
    }
    added.add(checkup);
  }

  private static boolean isSame(Checkup one, Checkup other) {
    return one.name().equals(other.name()) && one.kind() == other.kind();
  }

  void remove(String name) {
    added.removeIf(checkup -> checkup.name().equals(name));
  }

  /** Asks the checks of such kinds, or waits for those who ask already. */
  List<Finding> ask(Predicate<Kind> kinds) {
    FutureTask<Round> ours = new FutureTask<>(() -> examine(kinds));
    FutureTask<Round> theirs = round.compareAndExchange(null, ours);
    return theirs == null ? run(ours) : result(theirs).findings();
  }

  /** Tells when the round is over, since a listener may ask again. */
  private List<Finding> run(FutureTask<Round> task) {
    task.run();
    round.set(null);
    Round done = result(task);
    done.changed().forEach(finding -> changes.tell(finding, ""));
    return done.findings();
  }

  private static Round result(FutureTask<Round> task) {
    try {
      return Patience.toTheEnd(task::get);
    } catch (ExecutionException e) {
      throw new IllegalStateException("The health checks broke off", e);
    }
  }

  private record Round(List<Finding> findings, List<Finding> changed) {}

  private Round examine(Predicate<Kind> kinds) {
    List<Checkup> asked =
        Stream.concat(ofComponents(), added.stream())
            .filter(checkup -> kinds.test(checkup.kind()))
            .toList();
    long deadline = System.nanoTime() + limit.toNanos();
    asked.forEach(checkup -> checkup.begin(threads));
    Round found = new Round(new ArrayList<>(), new ArrayList<>());
    if (kinds.test(Kind.READINESS)) {
      found.findings().addAll(notRunning());
    }
    asked.forEach(checkup -> take(checkup, deadline, found));
    return found;
  }

  private static void take(Checkup checkup, long deadline, Round found) {
    Finding finding = checkup.finding(deadline);
    found.findings().add(finding);
    if (checkup.isChangedBy(finding)) {
      found.changed().add(finding);
    }
  }

  /** Components that do not run are not ready; that they stopped or failed was told then. */
  private List<Finding> notRunning() {
    return parts.statuses().stream()
        .filter(status -> status.condition() != ComponentStatus.Condition.RUNNING)
        .map(status -> new Finding(status.name(), Kind.READINESS, down(status), Duration.ZERO))
        .toList();
  }

  private static Health down(ComponentStatus status) {
    String condition = Figures.lowerCase(status.condition());
    return Health.down(status.failure().map(why -> condition + ": " + why).orElse(condition));
  }

  /** A component that is not asked any more is forgotten. */
  private Stream<Checkup> ofComponents() {
    Map<Component, List<Checkup>> running = new IdentityHashMap<>();
    List<Checkup> inOrder = new ArrayList<>();
    for (Part part : parts.running()) {
      if (part.instance() instanceof Component component) {
        List<Checkup> its =
            ofComponents.computeIfAbsent(component, asked -> checkups(part, component));
        running.put(component, its);
        inOrder.addAll(its);
      }
    }
    ofComponents.keySet().retainAll(running.keySet());
    return inOrder.stream();
  }

  private static List<Checkup> checkups(Part part, Component component) {
    List<Checkup> checkups = new ArrayList<>();
    if (part.overrides("liveness")) {
      checkups.add(new Checkup(part.name(), Kind.LIVENESS, component::liveness));
    }
    if (part.overrides("readiness")) {
      checkups.add(new Checkup(part.name(), Kind.READINESS, component::readiness));
    }
    return checkups;
  }

  /** Asks no more; who still waits for an answer hears that there is none. */
  void end() {
    threads.shutdownNow();
  }
}
