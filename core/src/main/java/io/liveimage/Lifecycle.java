package io.liveimage;

import static java.util.Objects.requireNonNull;

import io.liveimage.journal.Journal;
import io.liveimage.journal.JournalStatus;
import io.liveimage.snapshot.SnapshotStore;
import io.liveimage.snapshot.StateCodec;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The life of one host: its components, its state, its image, its end. Started by {@link #start()}
 * or by a {@link Builder}; all methods are thread-safe.
 *
 * <p>A method that registers something ({@code component}, {@code state}, {@code bind}) may be
 * called at any time before the host stops. While a stop has not decided yet whether it goes on,
 * because the image may fail to be saved, such a call waits; once the host stops it throws.
 */
public final class Lifecycle implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Lifecycle.class);
  private static final String UNCAUGHT = "liveimage.uncaught";

  /** Where a host is in its life; drawn in the description of this package. */
  public enum State {
    /** Not started yet. */
    NEW,
    /** State is being restored, components are starting, extensions are opening. */
    STARTING,
    /** All is started. */
    RUNNING,
    /** Stopping: new work is refused, work in flight is finished. */
    DRAINING,
    /** Stopping: the image is being written. */
    SAVING,
    /** Components are being stopped; there is no way back. */
    STOPPING,
    /** All is stopped, and the run directory is free for the next start. */
    STOPPED;

    boolean canBecome(State next) {
      return switch (this) {
        case NEW -> next == STARTING;
        case STARTING -> next == RUNNING || next == STOPPING;
        case RUNNING -> next == DRAINING;
        case DRAINING -> next == SAVING;
        case SAVING -> next == STOPPING || next == RUNNING;
        case STOPPING -> next == STOPPED;
        case STOPPED -> false;
      };
    }
  }

  private final Host host;
  private final Keeper keeper;
  private final StopPolicy policy;
  private final long startedNanos = System.nanoTime();
  private volatile OptionalLong generation = OptionalLong.empty();
  private volatile Optional<StartReport> startReport = Optional.empty();
  private volatile FailurePolicy uncaught = FailurePolicy.LOG;
  private final AtomicBoolean ready = new AtomicBoolean();
  private volatile @Nullable Optional<String> supervisor;

  Lifecycle(Host host, StopPolicy policy, boolean ownsProcess) {
    this.host = host;
    this.policy = policy;
    this.keeper = new Keeper(host, policy, ownsProcess);
  }

  /**
   * Starts a host with everything from settings and from the class path, in a process that is its
   * own: {@code main} may return, signals stop it, and a stop ends the process.
   *
   * @return the running lifecycle
   * @throws LifecycleException when it cannot start; nothing is left open then
   */
  public static Lifecycle start() {
    return builder().start();
  }

  /**
   * Returns a builder for a host whose parts are named before it starts.
   *
   * @return a new builder
   */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * Returns a builder for a test: nothing listens, no signal is handled, systemd is not told, the
   * process never ends.
   *
   * @param home the run directory, usually a temporary one
   * @return a new builder
   */
  public static Builder forTest(Path home) {
    return builder()
        .home(home)
        .exitsProcess(false)
        .set("liveimage.killport", Settings.OFF)
        .set("liveimage.repl.port", Settings.OFF)
        .set("liveimage.systemd", Settings.OFF);
  }

  /**
   * Returns the host's name.
   *
   * @return the name
   */
  public String name() {
    return host.name();
  }

  /**
   * Returns the run directory.
   *
   * @return its real path
   */
  public Path home() {
    return host.runDirectory().path();
  }

  /**
   * Returns where the host is in its life.
   *
   * @return the state at this moment
   */
  public State currentState() {
    return host.machine().current();
  }

  /**
   * Returns who would start this process again, so that a stop with {@link ExitCodes#RESTART} is a
   * restart: what {@code liveimage.supervised} says, else systemd, supervisord, runit, s6,
   * daemontools or Kubernetes, where they are seen to have started this very process. Looks once,
   * and not before the first call.
   *
   * @return its name, such as {@code systemd}, or empty when nobody is known to do it
   */
  public Optional<String> supervisor() {
    Optional<String> known = supervisor;
    if (known == null) {
      known = Supervisor.find(host.settings(), ProcessView.OWN);
      supervisor = known;
    }
    return known;
  }

  /**
   * Returns how long the host has been up.
   *
   * @return the time since its start began
   */
  public Duration uptime() {
    return Duration.ofNanos(System.nanoTime() - startedNanos);
  }

  /**
   * Returns the image the host would start from again: the one it started from, or has saved since.
   *
   * @return its generation, or empty when there is none
   */
  public OptionalLong generation() {
    return generation;
  }

  /**
   * Returns one line for a person: name, pid, time up, image.
   *
   * @return such as {@code tasting-notes (pid 4242, up 3 d 2 h, image 17)}
   */
  public String describe() {
    String image = generation.isPresent() ? "image " + generation.getAsLong() : "no image yet";
    String up = Figures.span(uptime());
    return name() + " (pid " + ProcessHandle.current().pid() + ", up " + up + ", " + image + ")";
  }

  /**
   * Registers a component, starts it, and binds it in the REPL. A {@link Component} takes part in
   * the life of the host; any other {@link AutoCloseable} is closed when the host stops; any other
   * object is only bound.
   *
   * @param name a Java identifier
   * @param component the component
   * @param options its place among the others, which have to be registered already
   * @throws LifecycleException when it cannot start, its name is taken, or the host is stopping
   */
  public void component(String name, Object component, ComponentOption... options) {
    Part part = Part.of(name, component, options);
    awaitOpen();
    requireFree(name, component);
    inTurn(() -> new LateStart(host, part).run());
    host.bindings().bind(name, component);
  }

  /**
   * Restarts one component while the others run: it and those that come after it are drained and
   * stopped, its state (the one registered under its name) is handed over, and all are started
   * again. Returns when that is done. Several calls run one after the other.
   *
   * @param name the component
   * @return what was done
   * @throws LifecycleException when there is no such component, its state cannot be had (it goes on
   *     then), or a start fails: the message says what runs and what does not. What does not run
   *     can be restarted again; until then the state it had is what is saved. Also when this is
   *     called by what a component, a restart or a save calls: that would wait for itself
   */
  public RestartReport restart(String name) {
    requireOutside("Restart of " + requireNonNull(name, "name"));
    awaitOpen();
    AtomicReference<RestartReport> report = new AtomicReference<>();
    inTurn(() -> report.set(new RestartSequence(host, name).run()));
    RestartReport done = requireNonNull(report.get());
    if (!done.succeeded()) {
      throw new LifecycleException(done.conclusion(), null);
    }
    log.info("{}: {}", name(), done.conclusion());
    return done;
  }

  /**
   * Saves the state of the running host in a new image, without stopping or draining anything. So
   * the functions that return state are called while the components work; their {@link StateOption
   * options} say how a component is kept still for that, and never for longer. Blocks until the
   * image is on the disk. Several calls run one after the other.
   *
   * @param requestedBy who asks, for the log and the report
   * @return what was done, also when the image could not be saved
   * @throws LifecycleException when the host is stopping, or this is called by what a component, a
   *     restart or a save calls: that would wait for itself
   */
  public SaveReport save(String requestedBy) {
    requireOutside("Save");
    awaitOpen();
    LiveSave save = new LiveSave(host, requireNonNull(requestedBy, "requestedBy"));
    inTurn(save::capture);
    SaveReport report = save.write();
    if (report.generation().isPresent()) {
      generation = report.generation();
    }
    return report;
  }

  /** What is called in a turn, or by a component in its own call, cannot wait for its end. */
  private void requireOutside(String what) {
    if (isWaitedFor() || host.turns().isMine()) {
      throw new LifecycleException(
          "%s would wait for itself: do not call it in what a component or a stop calls"
              .formatted(what),
          null);
    }
  }

  /** Does something when nobody else changes what runs, and the host is open. */
  private void inTurn(Runnable change) {
    while (!host.turns().take(host.machine()::isOpen, change)) {
      awaitOpen();
    }
  }

  /**
   * Returns how the components are doing.
   *
   * @return a status for each, in the order in which they were registered
   */
  public List<ComponentStatus> components() {
    return host.parts().statuses();
  }

  /**
   * Returns what the start did.
   *
   * @return the report, or empty while the host is starting
   */
  public Optional<StartReport> startReport() {
    return startReport;
  }

  /**
   * Registers state: restored in this call if the image has it, saved with every image.
   *
   * @param <S> the type of the state
   * @param name a Java identifier; the name of the section in the image
   * @param type the type of the state, usually a record; see {@link StateCodec#smile(Class)}
   * @param save returns the state; called at a stop when the components are drained, and at a save
   *     of the running host while they work: see the options. On a thread of its own
   * @param restore takes the state of the image; not called when there is none
   * @param options how the state is kept still while it is captured
   * @throws LifecycleException when the state cannot be restored (it stays in the image as it is),
   *     its name is taken, or the host is stopping
   */
  public <S> void state(
      String name, Class<S> type, Supplier<S> save, Consumer<S> restore, StateOption... options) {
    state(name, StateCodec.smile(type), save, restore, options);
  }

  /**
   * Registers state with a codec of one's own; see {@link #state(String, Class, Supplier, Consumer,
   * StateOption...)}.
   *
   * @param <S> the type of the state
   * @param name a Java identifier; the name of the section in the image
   * @param codec how the state becomes bytes
   * @param save returns the state
   * @param restore takes the state of the image; not called when there is none
   * @param options how the state is kept still while it is captured
   * @throws LifecycleException as {@link #state(String, Class, Supplier, Consumer, StateOption...)}
   */
  public <S> void state(
      String name,
      StateCodec<S> codec,
      Supplier<S> save,
      Consumer<S> restore,
      StateOption... options) {
    Names.check(name);
    awaitOpen();
    host.state().claim(name, codec, save, restore, Stillness.of(options));
  }

  /**
   * Registers the state of an object and binds the object in the REPL under the same name.
   *
   * @param <C> the type of the object
   * @param <S> the type of its state
   * @param name a Java identifier
   * @param owner the object whose state it is
   * @param type the type of the state
   * @param save returns the state of the object
   * @param restore puts the state of the image into the object
   * @param options how the state is kept still while it is captured
   * @throws LifecycleException as {@link #state(String, Class, Supplier, Consumer, StateOption...)}
   */
  public <C, S> void state(
      String name,
      C owner,
      Class<S> type,
      Function<C, S> save,
      BiConsumer<C, S> restore,
      StateOption... options) {
    Names.check(name);
    requireNonNull(owner, "owner");
    requireFree(name, owner);
    state(name, type, () -> save.apply(owner), state -> restore.accept(owner, state), options);
    host.bindings().bind(name, owner);
  }

  /**
   * Opens the journal of a state: from now on each event that is appended changes the state and is
   * durable before the call returns. Events that the image does not include are applied in this
   * call, in their order; {@code apply} is not called for others then.
   *
   * @param <E> the type of the events
   * @param name the name of the state, which is registered already
   * @param type the type of the events, usually a sealed interface of records; see {@link
   *     StateCodec#smile(Class)}
   * @param apply changes the state; called by one thread at a time, under the lock of the state if
   *     it is {@link StateOption#guardedBy guarded} by one. What it does may depend on nothing but
   *     the state and the event, and it appends nothing itself
   * @return the journal
   * @throws LifecycleException when the state is not registered or has a journal already, the
   *     journal is damaged, an event cannot be applied (the journal stays as it is, and the section
   *     in the image), or the host is stopping
   */
  public <E> Journal<E> journal(String name, Class<E> type, Consumer<? super E> apply) {
    return journal(name, StateCodec.smile(type), apply);
  }

  /**
   * Opens the journal of a state with a codec of one's own for the events; see {@link
   * #journal(String, Class, Consumer)}.
   *
   * @param <E> the type of the events
   * @param name the name of the state
   * @param codec how events become bytes
   * @param apply changes the state
   * @return the journal
   * @throws LifecycleException as {@link #journal(String, Class, Consumer)}
   */
  public <E> Journal<E> journal(String name, StateCodec<E> codec, Consumer<? super E> apply) {
    Names.check(name);
    requireNonNull(apply, "apply");
    awaitOpen();
    Journal<E> journal = host.state().open(name, codec, apply);
    host.vitals().checks().add(JournalHealth.of(name, host.state()));
    return journal;
  }

  /**
   * Returns how the journals are doing.
   *
   * @return a status for each that is open
   */
  public List<JournalStatus> journals() {
    return host.state().journals();
  }

  /**
   * Lends an object to the REPL. A second call with the same name replaces the object.
   *
   * @param name a Java identifier
   * @param value the object
   * @throws LifecycleException when the host is stopping
   */
  public void bind(String name, Object value) {
    Names.check(name);
    awaitOpen();
    host.bindings().bind(name, requireNonNull(value, "value"));
  }

  /**
   * Adds a listener for the events of this lifecycle.
   *
   * @param listener hears everything from now on
   */
  public void addListener(LifecycleListener listener) {
    host.listeners().add(requireNonNull(listener, "listener"));
  }

  /**
   * Removes a listener.
   *
   * @param listener one that was added; others change nothing
   */
  public void removeListener(LifecycleListener listener) {
    host.listeners().remove(listener);
  }

  /**
   * Tells that the host is ready to serve; for one built with {@link Builder#readyWhenTold()}.
   * Until then a {@code main} that dies stops the host without saving. A second call does nothing.
   */
  public void ready() {
    if (ready.compareAndSet(false, true)) {
      host.listeners().tell(new LifecycleEvent.ToldReady(name()));
      log.info("{} is ready", name());
    }
  }

  /**
   * Returns whether the host has said that it is ready; one that is not built with {@link
   * Builder#readyWhenTold()} says so when it has started. Asks no health check.
   *
   * @return true from then on, also while it stops
   */
  public boolean isToldReady() {
    return ready.get();
  }

  /**
   * Asks for a stop and returns at once. The first request makes the stop, later ones watch the
   * same; one that insists more makes it insist. When the host owns the process, the stop ends it.
   *
   * @param request who asks, and for what
   * @return completes when the host is stopped, or goes on because its image could not be saved;
   *     what depends on it runs on the thread of the lifecycle and must return soon
   */
  public CompletableFuture<StopReport> requestStop(StopRequest request) {
    return keeper.request(requireNonNull(request, "request"), true).copy();
  }

  /**
   * Waits until the host is stopped.
   *
   * @return the report of the stop
   * @throws InterruptedException when the waiting thread is interrupted; the host is not
   * @throws IllegalStateException when code that the stop itself calls calls this
   */
  public StopReport awaitStopped() throws InterruptedException {
    requireOtherThread();
    try {
      return keeper.stopped().get();
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause());
    }
  }

  /**
   * Waits until the host is stopped, or a time is over.
   *
   * @param timeout how long to wait
   * @return the report of the stop, or empty when the time is over
   * @throws InterruptedException when the waiting thread is interrupted; the host is not
   * @throws IllegalStateException when code that the stop itself calls calls this
   */
  public Optional<StopReport> awaitStopped(Duration timeout) throws InterruptedException {
    requireOtherThread();
    try {
      return Optional.of(keeper.stopped().get(timeout.toNanos(), TimeUnit.NANOSECONDS));
    } catch (TimeoutException e) {
      return Optional.empty();
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause());
    }
  }

  private void requireOtherThread() {
    if (isWaitedFor()) {
      throw new IllegalStateException(
          "The stop of %s would wait for itself: do not wait for it in what it calls"
              .formatted(name()));
    }
  }

  /** Whether a stop cannot end before the code that runs on this thread returns. */
  private boolean isWaitedFor() {
    return keeper.isThisThread() || keeper.isStartingHere() || host.parts().callHere().isPresent();
  }

  /**
   * Finds out how the host is. All health checks are asked at the same time, each on a thread of
   * its own; one that has no answer within its time limit ({@code liveimage.health.timeout},
   * default 1 s) is down, and is not asked again until the call that hangs has returned. Callers at
   * the same time share one round. May be called in every state: of a host that starts only the
   * heartbeats are looked at, of one that is stopping only liveness, of one that stopped nothing.
   *
   * @return what was found; the components in their order, then the checks, then the heartbeats
   */
  public HealthReport health() {
    List<HealthReport.Finding> findings = host.vitals().findings();
    return new HealthReport(currentState(), ready.get(), findings);
  }

  /**
   * Adds a health check, for what is no {@link Component}.
   *
   * @param name what is checked; one check of each kind may have the same name
   * @param kind what it is about
   * @param check asked by {@link #health()}
   * @throws LifecycleException when the name is taken, or the host is stopping
   */
  public void addHealthCheck(String name, HealthCheck.Kind kind, HealthCheck check) {
    Checkup checkup = checkup(name, kind, check);
    awaitOpen();
    host.vitals().checks().add(checkup);
  }

  private static Checkup checkup(String name, HealthCheck.Kind kind, HealthCheck check) {
    return new Checkup(
        requireNonNull(name, "name"), requireNonNull(kind, "kind"), requireNonNull(check, "check"));
  }

  /**
   * Removes the health checks of a name, of both kinds.
   *
   * @param name one that was added; others change nothing
   */
  public void removeHealthCheck(String name) {
    host.vitals().checks().remove(name);
  }

  /**
   * Opens a heartbeat: from now on somebody promises to call {@link Heartbeat#beat()} at least
   * every so often, and better twice as often. When it is missed the host is not live, the log has
   * the stack of the thread that beat last, and the listeners are told; the setting {@code
   * liveimage.watchdog} says whether the host then stops. Nobody is expected to beat while the host
   * stops, and a process that stood still as a whole is not taken for a loop that hangs.
   *
   * @param name whose heart it is, such as {@code mailLoop}; several may have the same name
   * @param limit the longest time between two beats, up to a day
   * @return the heartbeat; to be closed when the loop ends
   * @throws IllegalArgumentException when the limit is not above zero and up to a day
   * @throws LifecycleException when the host is stopping
   */
  public Heartbeat heartbeat(String name, Duration limit) {
    requireNonNull(name, "name");
    Limits.check("heartbeat limit", limit);
    awaitOpen();
    return host.vitals().heartbeats().open(name, limit);
  }

  /**
   * Adds a listener for what goes wrong in this host; see {@link ErrorListener}.
   *
   * @param listener hears of every error from now on
   */
  public void addErrorListener(ErrorListener listener) {
    host.errors().add(requireNonNull(listener, "listener"));
  }

  /**
   * Removes a listener for errors.
   *
   * @param listener one that was added; others change nothing
   */
  public void removeErrorListener(ErrorListener listener) {
    host.errors().remove(listener);
  }

  /**
   * Reports that something went wrong in the host's own code, which handles it: it is counted,
   * logged, and told to the error listeners on this thread. What a listener reports while it is
   * told of an error is counted and logged only.
   *
   * @param subject what it went wrong in, such as {@code import of orders}
   * @param cause what went wrong
   */
  public void report(String subject, Throwable cause) {
    HostError error = new HostError(HostError.Origin.HOST, subject, cause);
    log.error("{}: {} failed", name(), subject, cause);
    host.errors().tell(error);
  }

  /**
   * Returns how many errors there were since the host was started.
   *
   * @return the number for each origin, also where it is 0
   */
  public Map<HostError.Origin, Long> errorCounts() {
    return host.errors().counts();
  }

  /**
   * Stops the host, waits, and never ends the process. The image is saved; when that fails the host
   * is stopped all the same and the failure is thrown. Does nothing on a stopped host; when code
   * that the stop itself calls or waits for calls this, such as the {@code start()} of a component,
   * it returns at once.
   *
   * @throws LifecycleException when the image could not be saved
   */
  @Override
  public void close() {
    if (keeper.stopped().isDone()) {
      return;
    }
    CompletableFuture<StopReport> stop =
        keeper.request(StopRequest.by("close()").insisting(), false);
    if (isWaitedFor()) {
      return;
    }
    StopReport report = stop.join();
    if (report.saveFailure().isPresent()) {
      throw new LifecycleException(report.conclusion(), null, ExitCodes.NOT_SAVED);
    }
  }

  /** Starts what the builder names; when that fails, all is as if it had never been tried. */
  void begin(Builder plan, @Nullable MainGuard guard) {
    StartSequence sequence = new StartSequence(this, host);
    host.machine().move(State.NEW, State.STARTING);
    try {
      plan.additions.forEach(addition -> addition.accept(this));
      if (FailurePolicy.of(host.settings(), Vitals.WATCHDOG) == FailurePolicy.STOP) {
        host.vitals().heartbeats().onMissed(this::heartbeatMissed);
      }
      uncaught = FailurePolicy.of(host.settings(), UNCAUGHT);
      keeper.begin();
      if (guard != null) {
        keeper.tie(ProcessTies.tie(this, guard, new ExitHook(host, keeper)));
      }
      Supervisor.told(host.settings());
      sequence.openFirstExtensions();
      generation = sequence.openImage();
      sequence.run(plan.parts, plan.restores(this));
      begun(plan, guard, sequence.report(Optional.empty()));
    } catch (RuntimeException | Error e) {
      sequence.undo(e, keeper.pending());
      keeper.dismiss();
      throw e;
    }
  }

  private void begun(Builder plan, @Nullable MainGuard guard, StartReport report) {
    startReport = Optional.of(report);
    if (guard != null) {
      guard.guards(this);
    }
    if (!plan.readyWhenTold && ready.compareAndSet(false, true)) {
      host.listeners().tell(new LifecycleEvent.ToldReady(name()));
    }
    log.info("{} is running: {}", describe(), openedWhere());
    Waterfall.log("Start of " + name(), report.steps(), report.duration());
    host.machine().move(State.STARTING, State.RUNNING);
    host.checkpoints().begin(this::save);
    host.listeners().tell(new LifecycleEvent.StartEnded(report));
    ReportFiles.writeBeside(host, report);
  }

  private String openedWhere() {
    return Stream.concat(host.extensions().summaries().stream(), Stream.of("home " + home()))
        .collect(Collectors.joining(", "));
  }

  boolean isUp() {
    return host.machine().isUp();
  }

  boolean isUpBeside(StateMachine other) {
    return host.machine() != other && isUp();
  }

  /**
   * The thread that started the host died: before it was ready nothing is worth saving, unless
   * somebody has asked for it already.
   */
  void mainDied(Throwable failure) {
    host.history().failed(PastStart.Ending.of(failure));
    stopForFailure(
        StopRequest.by("main, which ended with " + failure)
            .withExitCode(MainGuard.exitCode(failure)));
  }

  /** A thread of the process died, perhaps one of this host. */
  void threadDied(StopRequest request) {
    if (uncaught == FailurePolicy.STOP) {
      host.history().failed(PastStart.Ending.FAILED);
      stopForFailure(request);
    }
  }

  void tell(HostError error) {
    host.errors().tell(error);
  }

  private void heartbeatMissed(HealthReport.Finding finding) {
    stopForFailure(
        StopRequest.by("the watchdog, which misses " + finding.name())
            .withExitCode(ExitCodes.FAILED));
  }

  private void stopForFailure(StopRequest request) {
    boolean worthSaving = ready.get() || keeper.pending().isPresent();
    requestStop(worthSaving ? request.insisting() : request.discarding());
  }

  boolean isStopAsked() {
    return keeper.pending().isPresent();
  }

  /** A signal that ends processes has come, not for the first time when it counts more than 1. */
  void signalled(String signal, int exitCode, int count) {
    if (count == 1) {
      keeper.requireStop(signal, policy.exitCode(exitCode));
    } else {
      log.warn("Another {} for {}: {}", signal, name(), count == 2 ? "hurrying" : "halting");
      keeper.hurry(count > 2);
    }
  }

  void checkNotStopping() {
    keeper.pending().ifPresent(stop -> refuse(stop.request().requestedBy()));
  }

  private void awaitOpen() {
    if (host.parts().isStartingHere()) {
      return; // what a component registers in its start goes with it, and a stop waits for both
    }
    if (!StateMachine.isOpen(decided())) {
      refuse(keeper.pending().map(stop -> stop.request().requestedBy()).orElse("a failed start"));
    }
  }

  /** Returns the state when no stop can fall back any more; the stop itself does not wait. */
  private State decided() {
    try {
      return isWaitedFor() ? currentState() : host.machine().awaitDecided();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new LifecycleException("Interrupted while a stop of %s decided".formatted(name()), e);
    }
  }

  private void refuse(String requestedBy) {
    throw new StoppingException("%s is being stopped by %s".formatted(name(), requestedBy));
  }

  private void requireFree(String name, Object value) {
    if (host.bindings().isTakenByOther(name, value)) {
      throw new LifecycleException(
          "Name \"%s\" stands for another object already.".formatted(name), null);
    }
  }

  /**
   * Names the parts of a host before it starts. What is not set here is looked up in {@link
   * Settings}. Not thread-safe; {@link #start()} may be called once.
   */
  public static final class Builder {
    private final Map<String, String> settings = new LinkedHashMap<>();
    private final List<Part> parts = new ArrayList<>();
    private final Map<String, Consumer<Lifecycle>> states = new LinkedHashMap<>();
    private final List<Consumer<Lifecycle>> additions = new ArrayList<>();
    private Optional<SnapshotStore> store = Optional.empty();
    private boolean exitsProcess = true;
    private boolean readyWhenTold;

    private Builder() {}

    /**
     * Sets the host's name; default {@code liveimage.name}, then that of the program.
     *
     * @param name any text without line ends
     * @return this
     */
    public Builder name(String name) {
      return set(Surroundings.NAME, name);
    }

    /**
     * Sets the run directory; default {@code liveimage.home}, then the first of {@code
     * $STATE_DIRECTORY}, then {@code .liveimage} in the working directory.
     *
     * @param directory created if absent
     * @return this
     */
    public Builder home(Path directory) {
      return set(Surroundings.HOME, directory.toString());
    }

    /**
     * Sets any setting, also those of extensions, such as {@code liveimage.killport}.
     *
     * @param key the key
     * @param value the value, as it would stand in a system property
     * @return this
     */
    public Builder set(String key, String value) {
      settings.put(requireNonNull(key, "key"), requireNonNull(value, "value"));
      return this;
    }

    /**
     * Adds a component; see {@link Lifecycle#component(String, Object, ComponentOption...)}. Others
     * that it comes after may be added later.
     *
     * @param name a Java identifier
     * @param component the component
     * @param options its place among the others
     * @return this
     */
    public Builder component(String name, Object component, ComponentOption... options) {
      Part part = Part.of(name, component, options);
      if (parts.stream().anyMatch(other -> other.name().equals(name))) {
        throw LifecycleException.configuration(
            "Component \"%s\" is registered already.".formatted(name));
      }
      parts.add(part);
      return this;
    }

    /**
     * Adds state; restored before the component of the same name starts, or before all components
     * when there is none.
     *
     * @param <S> the type of the state
     * @param name a Java identifier
     * @param type the type of the state
     * @param save returns the state
     * @param restore takes the state of the image
     * @param options how the state is kept still while it is captured
     * @return this
     */
    public <S> Builder state(
        String name, Class<S> type, Supplier<S> save, Consumer<S> restore, StateOption... options) {
      return state(name, lifecycle -> lifecycle.state(name, type, save, restore, options));
    }

    /**
     * Adds state with a codec of one's own; see {@link #state(String, Class, Supplier, Consumer,
     * StateOption...)}.
     *
     * @param <S> the type of the state
     * @param name a Java identifier
     * @param codec how the state becomes bytes
     * @param save returns the state
     * @param restore takes the state of the image
     * @param options how the state is kept still while it is captured
     * @return this
     */
    public <S> Builder state(
        String name,
        StateCodec<S> codec,
        Supplier<S> save,
        Consumer<S> restore,
        StateOption... options) {
      return state(name, lifecycle -> lifecycle.state(name, codec, save, restore, options));
    }

    /**
     * Adds the state of an object, which is bound in the REPL under the same name; restored before
     * the component of the same name starts, or before all components when there is none.
     *
     * @param <C> the type of the object
     * @param <S> the type of its state
     * @param name a Java identifier
     * @param owner the object whose state it is
     * @param type the type of the state
     * @param save returns the state of the object
     * @param restore puts the state of the image into the object
     * @param options how the state is kept still while it is captured
     * @return this
     */
    public <C, S> Builder state(
        String name,
        C owner,
        Class<S> type,
        Function<C, S> save,
        BiConsumer<C, S> restore,
        StateOption... options) {
      return state(name, lifecycle -> lifecycle.state(name, owner, type, save, restore, options));
    }

    /**
     * Adds the journal of a state that was added before; opened when that is restored. See {@link
     * Lifecycle#journal(String, Class, Consumer)}.
     *
     * @param <E> the type of the events
     * @param name the name of the state
     * @param type the type of the events
     * @param apply changes the state
     * @param receiver takes the journal, before the component of the same name starts
     * @return this
     */
    public <E> Builder journal(
        String name,
        Class<E> type,
        Consumer<? super E> apply,
        Consumer<? super Journal<E>> receiver) {
      return journal(name, StateCodec.smile(type), apply, receiver);
    }

    /**
     * Adds the journal of a state with a codec of one's own for the events, such as one that
     * migrates older ones; see {@link #journal(String, Class, Consumer, Consumer)}.
     *
     * @param <E> the type of the events
     * @param name the name of the state
     * @param codec how events become bytes
     * @param apply changes the state
     * @param receiver takes the journal, before the component of the same name starts
     * @return this
     */
    public <E> Builder journal(
        String name,
        StateCodec<E> codec,
        Consumer<? super E> apply,
        Consumer<? super Journal<E>> receiver) {
      Consumer<Lifecycle> state = states.get(Names.check(name));
      if (state == null) {
        throw LifecycleException.configuration(
            "State \"%s\" is not registered; it has to be before its journal is.".formatted(name));
      }
      states.put(
          name, state.andThen(lifecycle -> receiver.accept(lifecycle.journal(name, codec, apply))));
      return this;
    }

    /**
     * Keeps the images somewhere else than in the directory {@code images} of the run directory.
     * Journals stay in the run directory.
     *
     * @param images the store, which keeps the promises of {@link SnapshotStore}; it is not closed
     * @return this
     */
    public Builder images(SnapshotStore images) {
      store = Optional.of(images);
      return this;
    }

    /**
     * Saves the running host every so often; default {@code liveimage.checkpoint.every}, then not
     * at all. A save that fails is logged and tried again soon.
     *
     * @param every the time from the end of one save to the next one, up to a day
     * @return this
     */
    public Builder checkpointEvery(Duration every) {
      return set(
          Checkpoints.EVERY, Limits.check("time between checkpoints", every).toNanos() + "ns");
    }

    private Builder state(String name, Consumer<Lifecycle> claim) {
      if (states.putIfAbsent(Names.check(name), claim) != null) {
        throw LifecycleException.configuration(
            "State \"%s\" is registered already.".formatted(name));
      }
      return this;
    }

    /**
     * Sets how long a stop may take, beside the writing of the image; default {@code
     * liveimage.stop.timeout}, then 25 s. After that the process is halted with {@link
     * ExitCodes#FORCED}; a host that does not own its process has the hanging call interrupted
     * instead, and again whenever as much time has passed. Other shutdown hooks of the process have
     * as much time again.
     *
     * @param timeout the time for drain, capture and stop of all components together, up to a day
     * @return this
     */
    public Builder stopTimeout(Duration timeout) {
      return set("liveimage.stop.timeout", Limits.check("stop timeout", timeout).toNanos() + "ns");
    }

    /**
     * Sets how long the host still serves when it is not ready any more, so that load balancers see
     * it before work is refused; default {@code liveimage.stop.delay}, then none. It comes on top
     * of the stop timeout.
     *
     * @param delay the time between not ready and drain, up to a day
     * @return this
     */
    public Builder stopDelay(Duration delay) {
      return set("liveimage.stop.delay", Limits.requireUpToADay(delay).toNanos() + "ns");
    }

    /**
     * Sets how long the writing of an image may stand still, with no byte moved, before it is given
     * up; default {@code liveimage.save.stall}, then 10 s. How long it takes in all is not limited.
     *
     * @param timeout the time, up to a day
     * @return this
     */
    public Builder saveStallTimeout(Duration timeout) {
      return set("liveimage.save.stall", Limits.check("stall timeout", timeout).toNanos() + "ns");
    }

    /**
     * Sets whether the host owns its process: handles signals, ends the process after a stop, keeps
     * it alive until then. Default true; false in an application server or under Spring, where
     * {@link Lifecycle#close()} is called instead.
     *
     * @param owns whether the host owns its process
     * @return this
     */
    public Builder exitsProcess(boolean owns) {
      exitsProcess = owns;
      return this;
    }

    /**
     * Leaves it to the host's code to say when it is ready, by {@link Lifecycle#ready()}.
     *
     * @return this
     */
    public Builder readyWhenTold() {
      readyWhenTold = true;
      return this;
    }

    /**
     * Starts the host: takes the run directory, opens the image, restores state and starts
     * components in order, opens the extensions.
     *
     * @return the running lifecycle
     * @throws LifecycleException when it cannot start; what was started is stopped, nothing is left
     *     open, nothing is saved and nothing lost
     */
    public Lifecycle start() {
      Settings found = new Settings(settings);
      MainGuard guard = exitsProcess ? MainGuard.watch(Surroundings.nameInErrors(found)) : null;
      try {
        StopPolicy policy = StopPolicy.USUAL.with(found);
        Lifecycle lifecycle = new Lifecycle(Host.open(found, policy, store), policy, exitsProcess);
        lifecycle.begin(this, guard);
        return lifecycle;
      } catch (RuntimeException | Error e) {
        if (guard != null) {
          guard.startFailed(e);
        }
        throw e;
      }
    }

    /**
     * Adds a health check, for what is no {@link Component}.
     *
     * @param name what is checked; one check of each kind may have the same name
     * @param kind what it is about
     * @param check asked by {@link Lifecycle#health()} when the host runs
     * @return this
     */
    public Builder healthCheck(String name, HealthCheck.Kind kind, HealthCheck check) {
      Checkup checkup = checkup(name, kind, check);
      additions.add(lifecycle -> lifecycle.host.vitals().checks().add(checkup));
      return this;
    }

    /**
     * Sets how long each health check may take; default {@code liveimage.health.timeout}, then 1 s.
     *
     * @param limit the time limit, up to a day
     * @return this
     */
    public Builder healthTimeout(Duration limit) {
      return set(Vitals.TIMEOUT, Limits.check("health timeout", limit).toNanos() + "ns");
    }

    /**
     * Sets what to do when a {@link Heartbeat} is missed; default {@code liveimage.watchdog}, then
     * {@link FailurePolicy#LOG}.
     *
     * @param policy whether the host goes on
     * @return this
     */
    public Builder onMissedHeartbeat(FailurePolicy policy) {
      return set(Vitals.WATCHDOG, policy.setting());
    }

    /**
     * Adds a listener for what goes wrong in the host, the place to hook an error tracker.
     *
     * @param listener hears of every error, also of those during the start
     * @return this
     */
    public Builder onError(ErrorListener listener) {
      requireNonNull(listener, "listener");
      additions.add(lifecycle -> lifecycle.addErrorListener(listener));
      return this;
    }

    /**
     * Sets what to do when a thread ends with an exception that nobody caught, in a host that owns
     * its process; default {@code liveimage.uncaught}, then {@link FailurePolicy#LOG}. A {@code
     * main} that ends so always stops the host.
     *
     * @param policy whether the host goes on
     * @return this
     */
    public Builder onUncaught(FailurePolicy policy) {
      return set(UNCAUGHT, policy.setting());
    }

    Map<String, Runnable> restores(Lifecycle lifecycle) {
      Map<String, Runnable> restores = new LinkedHashMap<>();
      states.forEach((name, claim) -> restores.put(name, () -> claim.accept(lifecycle)));
      return restores;
    }
  }
}
